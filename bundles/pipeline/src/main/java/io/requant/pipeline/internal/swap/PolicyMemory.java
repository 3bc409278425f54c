package io.requant.pipeline.internal.swap;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.store.PolicyStore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/**
 * The policy store as the swap thread uses it: a disk that fails is said, but stops no swap. The
 * gateway goes on with what it has in memory and starts with what it last could store.
 */
final class PolicyMemory {

  private static final System.Logger LOG = System.getLogger(PolicyMemory.class.getName());

  private final PolicyStore store;

  /** What was wanted before the desired policy, until that has given good frames. */
  private Optional<Wish> before = Optional.empty();

  /** Whether what is being done is for now only: then nothing is written for its sake. */
  private boolean forNow;

  private record Wish(Policy policy, AdaptationBounds bounds) {}

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

  /** Begins or ends what is for now only. */
  void forNow(boolean begins) {
    forNow = begins;
  }

  /** Whether what is being done is for now only. */
  boolean forNow() {
    return forNow;
  }

  /** Whether a policy runs, or is to run, for now only. */
  boolean adapted(Policy policy) {
    return adapted().filter(policy::equals).isPresent();
  }

  /** What runs for now instead of the desired policy. */
  Optional<Policy> adapted() {
    return store.adapted();
  }

  /** A policy is to run for now; an empty one, or the desired one, ends that. */
  void adapt(Optional<Policy> policy) {
    store.adapt(policy.orElse(store.desired()));
  }

  /** What may run for now. */
  AdaptationBounds bounds() {
    return store.bounds();
  }

  /** Whether other policies than the desired one may run for now. */
  boolean adapts() {
    return store.bounds().kind() != AdaptationBounds.Kind.EXACT;
  }

  /** Whether a policy may run for now. */
  boolean allows(Policy policy) {
    AdaptationBounds bounds = store.bounds();
    return desired(policy)
        || switch (bounds.kind()) {
          case EXACT -> false;
          case NAMED -> bounds.policies().contains(policy.name());
          case OPEN -> true;
        };
  }

  /**
   * The engine of the desired policy failed and another one took over: what was wanted before is
   * wanted again. A policy that was good once stays desired, and the other one runs for now.
   */
  void goBack(Policy running) {
    if (before.isPresent()) {
      boolean unused = desire(before.get().policy(), before.get().bounds());
    } else if (allows(running)) {
      adapt(Optional.of(running));
    } else {
      boolean unused = desire(running, AdaptationBounds.EXACT);
    }
  }

  /**
   * A backend comes first from now on.
   *
   * @return whether a restart will know
   */
  boolean prefer(String configured, String chosen) {
    return done("preference for backend " + chosen, () -> store.prefer(configured, chosen));
  }

  /** A policy is about to be activated. */
  void attempting(Policy policy) {
    if (!forNow && !adapted(policy)) {
      boolean unused = done("that an activation begins", () -> store.attempting(policy));
    }
  }

  /** An attempt at a policy ended well or ill, but it ended. */
  void survived(Policy policy) {
    if (!forNow && !adapted(policy)) {
      survived();
    }
  }

  /** The activation under way ended well or ill, but it ended. */
  void survived() {
    boolean unused = done("that an activation ended", store::survived);
  }

  /** A policy gave good frames. */
  void confirm(Policy policy) {
    if (adapted(policy)) {
      // What is good for little is not what to fall back on; but an activation before has ended.
      survived();
      return;
    }
    before = Optional.empty();
    boolean unused = done("that policy " + policy + " is good", () -> store.confirm(policy));
  }

  /**
   * A policy is wanted from now on, and an adaptation of before is over.
   *
   * @return whether a restart will know
   */
  boolean desire(Policy policy, AdaptationBounds bounds) {
    if (!desired(policy)) {
      before = Optional.of(new Wish(store.desired(), store.bounds()));
    }
    adapt(Optional.empty());
    return (desired(policy) && bounds.equals(store.bounds()))
        || done("policy " + policy, () -> store.desire(policy, bounds));
  }
}
