package io.requant.bench.internal.engine;

import io.requant.model.policy.Policy;

/** A network as one engine wants it: from here on loading is timed. */
public interface Preparation {

  /**
   * Builds the engine.
   *
   * @param policy the policy to run under; peers quantize in their own way
   * @throws NotPossibleException if this engine cannot run under it
   */
  Entry prepare(Policy policy) throws NotPossibleException;
}
