package io.requant.pipeline.internal.swap;

import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.store.PolicyStore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The policy store as the swap thread uses it: a disk that fails is said, but stops no swap. The
 * gateway goes on with what it has in memory and starts with what it last could store.
 */
final class PolicyMemory {

  private static final System.Logger LOG = System.getLogger(PolicyMemory.class.getName());

  private final PolicyStore store;

  PolicyMemory(PolicyStore store) {
    this.store = store;
  }

  private interface Step {
    void run() throws IOException;
  }

  private static boolean done(String what, Step step) {
    try {
      step.run();
      return true;
    } catch (IOException e) {
      LOG.log(Level.ERROR, "cannot store " + what + "; a restart will not know of it", e);
      return false;
    }
  }

  /** Whether a policy is the desired one. */
  boolean desired(Policy policy) {
    return store.desired().equals(policy);
  }

  /** What may be run, best first. */
  List<Policy> wanted() {
    return store.wanted();
  }

  /** A policy is about to be activated. */
  void attempting(Policy policy) {
    boolean unused = done("that an activation begins", () -> store.attempting(policy));
  }

  /** The activation under way ended well or ill, but it ended. */
  void survived() {
    boolean unused = done("that an activation ended", store::survived);
  }

  /** A policy gave good frames. */
  void confirm(Policy policy) {
    boolean unused = done("that policy " + policy + " is good", () -> store.confirm(policy));
  }

  /**
   * A policy is wanted from now on.
   *
   * @return whether a restart will know
   */
  boolean desire(Policy policy) {
    return desired(policy) || done("policy " + policy, () -> store.desire(policy));
  }
}
