package io.requant.fleet.simulator.internal;

import io.requant.api.fleet.FleetController;
import io.requant.api.fleet.GatewayStanding;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutRequest;
import io.requant.api.fleet.RolloutState;
import io.requant.api.fleet.RolloutView;
import io.requant.model.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The controller's own staged rollouts. */
final class StagedRollouts implements Staged {

  private static final String WHO = "simulation";
  private static final double SUCCESS = 0.9;
  private static final double ERRORS = 0.1;
  private static final Duration SOAK = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofMinutes(20);

  /** A rollout that goes back and does not get on for so long has done what it can. */
  private static final Duration STANDSTILL = Duration.ofSeconds(25);

  private final FleetController controller;
  private final String ring;

  StagedRollouts(FleetController controller, String ring) {
    this.controller = controller;
    this.ring = ring;
  }

  @Override
  public int heard() {
    return controller.reports().size();
  }

  @Override
  public Result roll(
      Policy policy, Policy fallback, PushOptions options, List<Integer> waves, IntConsumer began)
      throws InterruptedException {
    long start = System.nanoTime();
    RolloutPlan plan =
        new RolloutPlan(
            waves,
            SUCCESS,
            ERRORS,
            SOAK,
            PATIENCE,
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            RolloutPlan.OnFailure.ROLLBACK);
    RolloutView view =
        controller.rollout(
            new RolloutRequest(ring, policy, options, plan, Optional.of(fallback)), WHO);
    String id = view.id();
    List<Double> times = new ArrayList<>();
    long changed = System.nanoTime();
    while (true) {
      while (times.size() < view.wave()) {
        times.add((System.nanoTime() - start) / 1e9);
        began.accept(times.size());
      }
      RolloutState state = view.state();
      if (state.ended() || state == RolloutState.PAUSED) {
        return new Result(end(state), view.wave(), view.reason(), times);
      }
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        return new Result(End.STUCK, view.wave(), state + ": " + view.reason(), times);
      }
      TimeUnit.MILLISECONDS.sleep(100);
      RolloutView next = view(id);
      if (next.state() != view.state() || !next.counts().equals(view.counts())) {
        changed = System.nanoTime();
      }
      view = next;
      if (view.state() == RolloutState.ROLLING_BACK
          && System.nanoTime() - changed > STANDSTILL.toNanos()) {
        // Whoever refuses every message never goes back, and never went ahead: see the account.
        return new Result(
            End.ROLLED_BACK,
            view.wave(),
            view.reason() + "; the controller still waits for " + view.counts().pending(),
            times);
      }
    }
  }

  private RolloutView view(String id) {
    return controller.rollouts().stream()
        .filter(rollout -> rollout.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the controller forgot rollout " + id));
  }

  private static End end(RolloutState state) {
    return switch (state) {
      case COMPLETED -> End.COMPLETED;
      case ROLLED_BACK -> End.ROLLED_BACK;
      default -> End.STUCK;
    };
  }

  @Override
  public List<Belief> beliefs() {
    return controller.standings().stream().map(StagedRollouts::belief).toList();
  }

  private static Belief belief(GatewayStanding standing) {
    Belief.Kind kind =
        switch (standing.standing()) {
          case CONVERGED -> Belief.Kind.CONVERGED;
          case PENDING -> Belief.Kind.PENDING;
          case FAILED -> Belief.Kind.FAILED;
          case UNKNOWN -> Belief.Kind.UNKNOWN;
          case OUTSIDE, EXEMPT -> Belief.Kind.OUTSIDE;
        };
    return new Belief(standing.gateway(), kind, standing.code().orElse(standing.why()));
  }
}
