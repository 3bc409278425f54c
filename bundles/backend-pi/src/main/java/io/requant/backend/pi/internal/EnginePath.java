package io.requant.backend.pi.internal;

import io.requant.api.backend.Engine;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;

/**
 * One way to compute on this processor. Paths are tried in order of speed; each is there or not for
 * the life of the JVM.
 */
public interface EnginePath {

  /** What a configuration calls it, e.g. {@code vector}. */
  String name();

  /** Whether this JVM and processor have what the path needs. */
  boolean available();

  /**
   * Whether {@link #prepare} would succeed, at a small part of its cost.
   *
   * @param program the network under the policy
   * @throws io.requant.backend.pi.internal.planar.TooLargeException if the network does not fit
   */
  void check(Program program);

  /**
   * Builds an engine of an available path.
   *
   * @param backend id of the backend that the engine belongs to
   * @param program the network under the policy
   * @throws io.requant.backend.pi.internal.planar.TooLargeException if the network does not fit
   */
  Engine prepare(String backend, Network network, Policy policy, Program program);
}
