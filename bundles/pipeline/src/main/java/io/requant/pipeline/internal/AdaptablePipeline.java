package io.requant.pipeline.internal;

import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.Pipeline;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The pipeline as its adaptation sees it. */
public interface AdaptablePipeline extends Pipeline {

  /** The policy that computes for now instead of the desired one; empty if none does. */
  Optional<Policy> adaptedPolicy();

  /**
   * Says which policies may be adapted to next, the likeliest first, in place of what was said
   * before: as many engines as may be kept ready are prepared while nothing else is to be done.
   * Returns at once.
   */
  void expect(List<Policy> policies);

  /**
   * Tells that an engine came, or that what was asked for may have changed; on any thread, and the
   * listener must return at once.
   */
  Subscription onChange(Runnable changed);

  /** Asks a supplier for a part of the status from now on, on any thread. */
  Subscription describedBy(Supplier<AdaptationStatus> adaptation);
}
