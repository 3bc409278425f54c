package io.requant.fleet.controller.internal.rollout;

import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutState;
import io.requant.fleet.controller.internal.rollout.Rollout.Effect;
import io.requant.fleet.controller.internal.rollout.Rollout.Step;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person orders a rollout to do.
 *
 * @param rollout the rollout as it is
 * @param who orders
 * @param now when
 */
record Command(Rollout rollout, String who, Instant now) {

  private RolloutState state() {
    return rollout.progress().state();
  }

  private int wave() {
    return rollout.progress().wave();
  }

  /**
   * Carries an order out.
   *
   * @throws IllegalStateException if the state does not allow it
   */
  Step carryOut(RolloutOrder order) {
    RolloutState state = state();
    return switch (order) {
      case PAUSE -> {
        require(
            !state.ended() && state != RolloutState.PAUSED && state != RolloutState.ROLLING_BACK,
            order);
        yield rollout.to(RolloutState.PAUSED, "paused by " + who, now);
      }
      case RESUME -> {
        require(state == RolloutState.PAUSED, order);
        requireTime("resume");
        yield resume();
      }
      case APPROVE -> {
        require(state == RolloutState.AWAITING_APPROVAL, order);
        requireTime("go on");
        yield rollout.publishWave(now);
      }
      case ABORT -> {
        require(!state.ended() && state != RolloutState.ROLLING_BACK, order);
        Step step = rollout.to(RolloutState.ABORTED, "aborted by " + who, now);
        yield wave() == 0 ? step : new Step(step.rollout().published(), Effect.HALT);
      }
      case ROLLBACK -> {
        require(
            state != RolloutState.EXPIRED
                && state != RolloutState.ROLLING_BACK
                && state != RolloutState.ROLLED_BACK
                && wave() > 0,
            order);
        if (rollout.fallback().isEmpty()) {
          throw new IllegalStateException(
              "rollout %s has nothing to go back to: push the policy that ring %s shall run"
                  .formatted(rollout.id(), rollout.ring()));
        }
        yield rollout.goBack("ordered by " + who, now);
      }
    };
  }

  private void requireTime(String what) {
    if (rollout.over(now)) {
      throw new IllegalStateException(
          "rollout %s cannot %s: its time is over since %s"
              .formatted(rollout.id(), what, rollout.plan().expires().orElseThrow()));
    }
  }

  private void require(boolean possible, RolloutOrder order) {
    if (!possible) {
      throw new IllegalStateException(
          "rollout %s is %s%s: it cannot %s"
              .formatted(
                  rollout.id(),
                  state(),
                  wave() == 0 ? " before its first wave" : "",
                  order.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** A wave that waited for approval waits again; a wave that has begun is given its time anew. */
  private Step resume() {
    return new Step(
        rollout.with(
            new Progress(
                wave() == 0 ? RolloutState.SCHEDULED : RolloutState.RUNNING,
                wave(),
                now,
                Optional.empty(),
                rollout.progress().publishes(),
                "resumed by " + who,
                now)),
        Effect.NONE);
  }
}
