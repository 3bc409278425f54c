package io.requant.fleet.controller.internal;

import io.requant.api.fleet.PushOptions;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.controller.internal.rollout.Rollout;
import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import io.requant.model.policy.Policy;
import java.time.Duration;
import java.util.Optional;

/** Messages of rollouts. */
final class RolloutDraft {

  private static final Duration LONGEST_JITTER_BACK = Duration.ofMinutes(1);

  private RolloutDraft() {}

  /** The message of a step. */
  static Desk.Draft of(Rollout rollout, Action action, Optional<Policy> policy) {
    boolean apply = action == Action.APPLY;
    return new Desk.Draft(
        new Target.Ring(rollout.ring()),
        Optional.of(rollout.id()),
        action,
        policy,
        apply ? new Slice(rollout.id(), 0, Math.max(1, rollout.reach())) : Slice.ALL,
        apply ? rollout.options() : atOnce(rollout.options()));
  }

  /** Whoever goes back does not compare first, and does not wait for long. */
  private static PushOptions atOnce(PushOptions options) {
    Duration jitter =
        options.jitter().compareTo(LONGEST_JITTER_BACK) < 0
            ? options.jitter()
            : LONGEST_JITTER_BACK;
    return new PushOptions(
        new ShadowGates(0, 0, Duration.ofMinutes(1), Duration.ofMinutes(1)),
        options.validity(),
        jitter,
        Duration.ZERO,
        Optional.empty(),
        AdaptationBounds.EXACT);
  }
}
