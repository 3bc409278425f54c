package io.requant.fleet.controller.internal.rollout;

import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutPlan.OnFailure;
import io.requant.api.fleet.RolloutState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A rollout as a pure state machine: what it does follows from what is known of the gateways, the
 * orders and the time that it is given. One step publishes one message at most, and no wave begins
 * before enough gateways of the wave before have converged and soaked.
 *
 * @param id its name, and the salt that says who comes first
 * @param ring whom it is for
 * @param policy what to run
 * @param fallback what to go back to, if there is something
 * @param options how each gateway takes it into use
 * @param plan how it widens
 * @param progress how far it has come
 * @param created when it was ordered
 * @param createdBy who ordered it
 */
public record Rollout(
    String id,
    String ring,
    Named policy,
    Optional<Named> fallback,
    PushOptions options,
    RolloutPlan plan,
    Progress progress,
    Instant created,
    String createdBy) {

  /** A policy by name and digest. */
  public record Named(String name, String digest) {}

  /** What a step has to publish. */
  public enum Effect {
    /** Nothing. */
    NONE,
    /** The policy, to the slice of the wave that has begun. */
    WAVE,
    /** The fallback, to the whole ring. */
    ROLLBACK,
    /** That what is not finished is to be left. */
    HALT
  }

  /** What comes of a step. */
  public record Step(Rollout rollout, Effect effect) {}

  /** A new rollout; its first {@link #tick} may begin the first wave. */
  public static Rollout begin(
      String id,
      String ring,
      Named policy,
      Optional<Named> fallback,
      PushOptions options,
      RolloutPlan plan,
      Instant now,
      String who) {
    return new Rollout(
        id,
        ring,
        policy,
        fallback,
        options,
        plan,
        new Progress(RolloutState.SCHEDULED, 0, now, Optional.empty(), 0, "waits to begin", now),
        now,
        who);
  }

  /** Share of the ring that the newest wave reaches, in ten-thousandths. */
  public int reach() {
    return progress.wave() == 0 ? 0 : plan.waves().get(progress.wave() - 1);
  }

  /**
   * Goes on, if it is time to.
   *
   * @param counts gateways of the ring with regard to its newest message
   */
  public Step tick(FleetCounts counts, Instant now) {
    return switch (progress.state()) {
      case SCHEDULED -> scheduled(counts, now);
      case RUNNING, SOAKING -> tooManyFail(counts) ? failed(counts, now) : wave(counts, now);
      case AWAITING_APPROVAL -> tooManyFail(counts) ? failed(counts, now) : stay();
      case PAUSED ->
          tooManyFail(counts) && plan.onFailure() == OnFailure.ROLLBACK
              ? failed(counts, now)
              : stay();
      case ROLLING_BACK -> goingBack(counts, now);
      case COMPLETED, ABORTED, EXPIRED, ROLLED_BACK -> stay();
    };
  }

  private Step stay() {
    return new Step(this, Effect.NONE);
  }

  private Step scheduled(FleetCounts counts, Instant now) {
    if (over(now)) {
      return to(RolloutState.EXPIRED, "its time was over before it began", now);
    }
    if (plan.notBefore().filter(now::isBefore).isPresent()) {
      return says("waits for " + plan.notBefore().get());
    }
    if (counts.gateways() == 0) {
      return says("no gateway of ring " + ring + " was heard yet");
    }
    return nextWave(now);
  }

  private Step wave(FleetCounts counts, Instant now) {
    boolean enough = counts.converged() >= plan.success() * counts.asked();
    if (!enough || counts.gateways() == 0) {
      return tooSlow(counts, now);
    }
    Instant reached = progress.reached().orElse(now);
    String done = "wave %d: %s".formatted(progress.wave(), summary(counts));
    if (Duration.between(reached, now).compareTo(plan.soak()) < 0) {
      Progress soaking =
          progress.to(RolloutState.SOAKING, done + "; soaks", now, Optional.of(reached));
      return new Step(with(soaking), Effect.NONE);
    }
    if (progress.wave() == plan.waves().size()) {
      return to(RolloutState.COMPLETED, done, now);
    }
    if (over(now)) {
      return to(
          RolloutState.PAUSED,
          done + "; its time is over, so no further wave begins: abort it or go back",
          now);
    }
    return nextWave(now);
  }

  private Step tooSlow(FleetCounts counts, Instant now) {
    String why = "wave %d: %s".formatted(progress.wave(), summary(counts));
    if (Duration.between(progress.waveSince(), now).compareTo(plan.patience()) > 0) {
      return to(
          RolloutState.PAUSED,
          why + "; not enough within " + plan.patience() + ": resume it, abort it or go back",
          now);
    }
    return new Step(
        with(progress.to(RolloutState.RUNNING, why, now, Optional.empty())), Effect.NONE);
  }

  private Step nextWave(Instant now) {
    int next = progress.wave() + 1;
    return plan.approvals().contains(next)
        ? to(RolloutState.AWAITING_APPROVAL, "wave " + next + " waits for approval", now)
        : publishWave(now);
  }

  Step publishWave(Instant now) {
    int next = progress.wave() + 1;
    return new Step(
        with(
            new Progress(
                RolloutState.RUNNING,
                next,
                now,
                Optional.empty(),
                progress.publishes() + 1,
                "wave " + next + " of " + plan.waves().size() + " begins",
                now)),
        Effect.WAVE);
  }

  private boolean tooManyFail(FleetCounts counts) {
    return progress.wave() > 0
        && counts.failed() > 0
        && counts.failed() > plan.errors() * counts.asked();
  }

  private Step failed(FleetCounts counts, Instant now) {
    String why = "wave %d: %s".formatted(progress.wave(), summary(counts));
    return plan.onFailure() == OnFailure.ROLLBACK && fallback.isPresent()
        ? goBack(why, now)
        : to(RolloutState.PAUSED, why + "; too many failed", now);
  }

  Step goBack(String why, Instant now) {
    Step step = to(RolloutState.ROLLING_BACK, why + "; goes back to " + back(), now);
    return new Step(step.rollout().published(), Effect.ROLLBACK);
  }

  private String back() {
    return fallback.map(Named::name).orElse("nothing");
  }

  private Step goingBack(FleetCounts counts, Instant now) {
    return counts.pending() == 0 && counts.gateways() > 0
        ? to(RolloutState.ROLLED_BACK, progress.reason() + ": " + summary(counts), now)
        : stay();
  }

  /**
   * Carries out an order.
   *
   * @throws IllegalStateException if the state does not allow it
   */
  public Step order(RolloutOrder order, String who, Instant now) {
    return new Command(this, who, now).carryOut(order);
  }

  boolean over(Instant now) {
    return plan.expires().filter(expires -> !now.isBefore(expires)).isPresent();
  }

  private Step says(String reason) {
    return new Step(
        with(progress.to(progress.state(), reason, progress.changed(), progress.reached())),
        Effect.NONE);
  }

  Step to(RolloutState state, String reason, Instant now) {
    return new Step(with(progress.to(state, reason, now, progress.reached())), Effect.NONE);
  }

  Rollout published() {
    return with(progress.published());
  }

  Rollout with(Progress next) {
    return new Rollout(id, ring, policy, fallback, options, plan, next, created, createdBy);
  }

  private static String summary(FleetCounts counts) {
    StringBuilder text =
        new StringBuilder()
            .append(counts.converged())
            .append(" of ")
            .append(counts.asked())
            .append(" converged");
    if (counts.failed() > 0) {
      text.append(", ").append(counts.failed()).append(" failed ");
      text.append(new TreeMap<>(counts.failures()));
    }
    if (counts.unknown() > 0) {
      text.append(", ").append(counts.unknown()).append(" unknown");
    }
    return text.toString();
  }
}
