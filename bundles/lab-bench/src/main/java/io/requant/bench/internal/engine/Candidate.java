package io.requant.bench.internal.engine;

import io.requant.bench.internal.network.Subject;

/** An engine that can be measured: one of ours, or a peer. */
public interface Candidate {

  /** Its name in reports, unique among those that are compared. */
  String id();

  /** Whether it is a peer, which ours are compared with. */
  boolean peer();

  /**
   * Does what is done once for a network before any engine is built, such as writing its file.
   *
   * @throws NotPossibleException if this engine cannot run the network
   */
  Preparation on(Subject subject) throws NotPossibleException;
}
