package io.requant.fleet.controller.internal.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutPlan.OnFailure;
import io.requant.api.fleet.RolloutState;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.controller.internal.rollout.Rollout.Effect;
import io.requant.fleet.controller.internal.rollout.Rollout.Named;
import io.requant.fleet.controller.internal.rollout.Rollout.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RolloutTest {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Instant now = START;
  private Rollout rollout;
  private Effect effect = Effect.NONE;

  static PushOptions options() {
    return new PushOptions(
        new ShadowGates(16, 0.9, Duration.ofMillis(100), Duration.ofSeconds(5)),
        Duration.ofDays(3),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Optional.of("(arch=arm)"),
        AdaptationBounds.named(List.of("w8a8", "w4a4")));
  }

  static Rollout rollout(RolloutPlan plan, boolean fallback) {
    return Rollout.begin(
        "ro-1",
        "all",
        new Named("w4a4", "ab".repeat(32)),
        fallback ? Optional.of(new Named("w8a8", "cd".repeat(32))) : Optional.empty(),
        options(),
        plan,
        START,
        "anna");
  }

  static RolloutPlan plan(Set<Integer> approvals, Instant notBefore, Instant expires, OnFailure f) {
    return new RolloutPlan(
        List.of(100, 1000, 10_000),
        0.9,
        0.1,
        MINUTE,
        Duration.ofMinutes(30),
        approvals,
        Optional.ofNullable(notBefore),
        Optional.ofNullable(expires),
        f);
  }

  static FleetCounts counts(int converged, int pending, int failed, int outside) {
    return new FleetCounts(
        converged,
        pending,
        failed,
        0,
        outside,
        0,
        failed == 0 ? Map.of() : Map.of("GATE_FAILED", failed));
  }

  private void begin(RolloutPlan plan) {
    rollout = rollout(plan, true);
  }

  private RolloutState tick(FleetCounts counts) {
    Step step = rollout.tick(counts, now);
    rollout = step.rollout();
    effect = step.effect();
    return rollout.progress().state();
  }

  private void order(RolloutOrder order) {
    Step step = rollout.order(order, "anna", now);
    rollout = step.rollout();
    effect = step.effect();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  /** Brings the present wave to the end of its soak. */
  private RolloutState converge() {
    tick(counts(10, 0, 0, 90));
    pass(MINUTE);
    return tick(counts(10, 0, 0, 90));
  }

  @Test
  void itWidensWaveByWaveAndCompletes() {
    begin(plan(Set.of(), null, null, OnFailure.ROLLBACK));
    for (int wave = 1; wave <= 3; wave++) {
      assertThat(tick(counts(0, 0, 0, 100))).isEqualTo(RolloutState.RUNNING);
      assertThat(effect).isEqualTo(Effect.WAVE);
      assertThat(rollout.progress().wave()).isEqualTo(wave);
      assertThat(rollout.reach()).isEqualTo(List.of(100, 1000, 10_000).get(wave - 1));
      assertThat(tick(counts(8, 2, 0, 90))).isEqualTo(RolloutState.RUNNING);
      assertThat(tick(counts(9, 1, 0, 90))).isEqualTo(RolloutState.SOAKING);
      pass(Duration.ofSeconds(59));
      assertThat(tick(counts(9, 1, 0, 90))).isEqualTo(RolloutState.SOAKING);
      assertThat(effect).isEqualTo(Effect.NONE);
      pass(Duration.ofSeconds(1));
    }
    assertThat(tick(counts(9, 1, 0, 0))).isEqualTo(RolloutState.COMPLETED);
    assertThat(rollout.progress().publishes()).isEqualTo(3);
  }

  @Test
  void aSoakBeginsAnewWhenGatewaysFallBack() {
    begin(plan(Set.of(), null, null, OnFailure.ROLLBACK));
    tick(counts(0, 0, 0, 100));
    tick(counts(10, 0, 0, 90));
    pass(Duration.ofSeconds(50));
    assertThat(tick(counts(8, 2, 0, 90))).isEqualTo(RolloutState.RUNNING);
    pass(Duration.ofSeconds(20));
    assertThat(tick(counts(10, 0, 0, 90))).isEqualTo(RolloutState.SOAKING);
    pass(Duration.ofSeconds(50));
    assertThat(tick(counts(10, 0, 0, 90))).isEqualTo(RolloutState.SOAKING);
  }

  @Test
  void tooManyFailuresGoBackAtOnceAndEndWhenNobodyIsOnTheWay() {
    begin(plan(Set.of(), null, null, OnFailure.ROLLBACK));
    tick(counts(0, 0, 0, 100));
    assertThat(tick(counts(8, 1, 1, 90))).isEqualTo(RolloutState.RUNNING);
    assertThat(tick(counts(8, 0, 2, 90))).isEqualTo(RolloutState.ROLLING_BACK);
    assertThat(effect).isEqualTo(Effect.ROLLBACK);
    assertThat(rollout.progress().reason()).contains("2 failed", "w8a8");
    assertThat(tick(counts(60, 40, 0, 0))).isEqualTo(RolloutState.ROLLING_BACK);
    assertThat(effect).isEqualTo(Effect.NONE);
    assertThat(tick(counts(99, 0, 1, 0))).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(rollout.progress().state().ended()).isTrue();
  }

  @Test
  void withoutAWayBackItPauses() {
    rollout = rollout(plan(Set.of(), null, null, OnFailure.ROLLBACK), false);
    tick(counts(0, 0, 0, 100));
    assertThat(tick(counts(0, 0, 10, 90))).isEqualTo(RolloutState.PAUSED);
    assertThat(effect).isEqualTo(Effect.NONE);
    assertThatThrownBy(() -> order(RolloutOrder.ROLLBACK))
        .hasMessageContaining("nothing to go back");
    begin(plan(Set.of(), null, null, OnFailure.PAUSE));
    tick(counts(0, 0, 0, 100));
    assertThat(tick(counts(0, 0, 10, 90))).isEqualTo(RolloutState.PAUSED);
    order(RolloutOrder.ROLLBACK);
    assertThat(effect).isEqualTo(Effect.ROLLBACK);
  }

  @Test
  void aWaveThatTakesTooLongPausesAndCanResume() {
    begin(plan(Set.of(), null, null, OnFailure.ROLLBACK));
    tick(counts(0, 0, 0, 100));
    pass(Duration.ofMinutes(31));
    assertThat(tick(counts(5, 5, 0, 90))).isEqualTo(RolloutState.PAUSED);
    assertThat(rollout.progress().reason()).contains("5 of 10", "PT30M");
    order(RolloutOrder.RESUME);
    assertThat(tick(counts(5, 5, 0, 90))).isEqualTo(RolloutState.RUNNING);
    pass(Duration.ofMinutes(31));
    assertThat(tick(counts(5, 5, 0, 90))).isEqualTo(RolloutState.PAUSED);
  }

  @Test
  void aWaveThatNeedsApprovalWaitsForIt() {
    begin(plan(Set.of(1, 3), null, null, OnFailure.ROLLBACK));
    assertThat(tick(counts(0, 0, 0, 100))).isEqualTo(RolloutState.AWAITING_APPROVAL);
    assertThat(effect).isEqualTo(Effect.NONE);
    pass(Duration.ofDays(9));
    assertThat(tick(counts(0, 0, 0, 100))).isEqualTo(RolloutState.AWAITING_APPROVAL);
    order(RolloutOrder.APPROVE);
    assertThat(effect).isEqualTo(Effect.WAVE);
    assertThat(converge()).isEqualTo(RolloutState.RUNNING);
    assertThat(rollout.progress().wave()).isEqualTo(2);
    assertThat(converge()).isEqualTo(RolloutState.AWAITING_APPROVAL);
    assertThat(tick(counts(5, 0, 5, 90))).isEqualTo(RolloutState.ROLLING_BACK);
  }

  @Test
  void aScheduleIsKept() {
    begin(plan(Set.of(), START.plusSeconds(100), START.plusSeconds(400), OnFailure.ROLLBACK));
    assertThat(tick(counts(0, 0, 0, 100))).isEqualTo(RolloutState.SCHEDULED);
    pass(Duration.ofSeconds(100));
    assertThat(tick(counts(0, 0, 0, 100))).isEqualTo(RolloutState.RUNNING);
    pass(Duration.ofSeconds(200));
    assertThat(converge()).isEqualTo(RolloutState.RUNNING);
    assertThat(rollout.progress().wave()).isEqualTo(2);
    assertThat(converge()).isEqualTo(RolloutState.PAUSED);
    assertThat(rollout.progress().wave()).isEqualTo(2);
    assertThatThrownBy(() -> order(RolloutOrder.RESUME)).hasMessageContaining("its time is over");
    begin(plan(Set.of(), null, START.plusSeconds(1), OnFailure.ROLLBACK));
    assertThat(tick(counts(0, 0, 0, 100))).isEqualTo(RolloutState.EXPIRED);
  }

  @Test
  void aRingThatNobodyHeardOfDoesNotConvergeByItself() {
    begin(plan(Set.of(), null, null, OnFailure.ROLLBACK));
    assertThat(tick(FleetCounts.NONE)).isEqualTo(RolloutState.SCHEDULED);
    tick(counts(0, 0, 0, 1));
    assertThat(tick(FleetCounts.NONE)).isEqualTo(RolloutState.RUNNING);
    pass(MINUTE);
    assertThat(tick(FleetCounts.NONE)).isEqualTo(RolloutState.RUNNING);
    assertThat(rollout.progress().wave()).isEqualTo(1);
  }

  @Test
  void ordersAreRefusedWhereTheyMakeNoSense() {
    begin(plan(Set.of(), null, null, OnFailure.ROLLBACK));
    assertThatThrownBy(() -> order(RolloutOrder.RESUME)).hasMessageContaining("SCHEDULED");
    assertThatThrownBy(() -> order(RolloutOrder.APPROVE)).hasMessageContaining("approve");
    assertThatThrownBy(() -> order(RolloutOrder.ROLLBACK)).hasMessageContaining("first wave");
    order(RolloutOrder.PAUSE);
    assertThatThrownBy(() -> order(RolloutOrder.PAUSE)).isInstanceOf(IllegalStateException.class);
    order(RolloutOrder.RESUME);
    order(RolloutOrder.ABORT);
    assertThat(effect).as("nothing is published, nothing is halted").isEqualTo(Effect.NONE);
    begin(plan(Set.of(), null, null, OnFailure.ROLLBACK));
    tick(counts(0, 0, 0, 100));
    order(RolloutOrder.ABORT);
    assertThat(effect).isEqualTo(Effect.HALT);
    assertThatThrownBy(() -> order(RolloutOrder.RESUME)).isInstanceOf(IllegalStateException.class);
    order(RolloutOrder.ROLLBACK);
    assertThat(effect).isEqualTo(Effect.ROLLBACK);
  }

  @Test
  void whatIsStoredIsReadBackAsItWas() {
    begin(plan(Set.of(2, 3), START, START.plusSeconds(500), OnFailure.PAUSE));
    order(RolloutOrder.PAUSE);
    assertThat(RolloutCodec.decode(RolloutCodec.encode(rollout))).isEqualTo(rollout);
    begin(plan(Set.of(), null, null, OnFailure.ROLLBACK));
    tick(counts(0, 0, 0, 100));
    tick(counts(10, 0, 0, 90));
    assertThat(RolloutCodec.decode(RolloutCodec.encode(rollout))).isEqualTo(rollout);
  }
}
