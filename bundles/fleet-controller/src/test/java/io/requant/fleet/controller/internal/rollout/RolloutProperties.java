package io.requant.fleet.controller.internal.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutPlan.OnFailure;
import io.requant.api.fleet.RolloutState;
import io.requant.api.fleet.Standing;
import io.requant.fleet.controller.internal.rollout.Rollout.Effect;
import io.requant.fleet.controller.internal.rollout.Rollout.Step;
import io.requant.fleet.protocol.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RolloutProperties {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  /** What happens next: counts are seen, or something is ordered, after some time. */
  record Happening(int seconds, int converged, int pending, int failed, int unknown, int order) {

    FleetCounts counts() {
      return new FleetCounts(
          converged, pending, failed, unknown, 3, 1, Map.of("GATE_FAILED", failed));
    }
  }

  @Provide
  Arbitrary<Happening> happenings() {
    Arbitrary<Integer> few = Arbitraries.integers().between(0, 6);
    Arbitrary<Integer> most = Arbitraries.integers().between(0, 60);
    return Combinators.combine(
            Arbitraries.integers().between(0, 90),
            most,
            few,
            Arbitraries.frequency(Tuple.of(5, 0), Tuple.of(1, 3)),
            few,
            Arbitraries.integers().between(-30, RolloutOrder.values().length - 1))
        .as(Happening::new);
  }

  @Provide
  Arbitrary<RolloutPlan> plans() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 9_999).set().ofMaxSize(6),
            Arbitraries.integers().between(1, 100),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 120),
            Arbitraries.integers().between(60, 600),
            Arbitraries.integers().between(1, 7).set().ofMaxSize(3),
            Arbitraries.of(OnFailure.values()))
        .as(
            (shares, success, errors, soak, patience, approvals, onFailure) -> {
              List<Integer> waves = new ArrayList<>(new TreeSet<>(shares));
              waves.add(RolloutPlan.WHOLE);
              Set<Integer> gates = new HashSet<>(approvals);
              gates.removeIf(wave -> wave > waves.size());
              return new RolloutPlan(
                  waves,
                  success / 100.0,
                  errors / 100.0,
                  Duration.ofSeconds(soak),
                  Duration.ofSeconds(patience),
                  gates,
                  Optional.empty(),
                  Optional.empty(),
                  onFailure);
            });
  }

  @Property(tries = 300)
  void noWaveBeginsBeforeTheOneBeforeHasConvergedAndSoakedOrWithoutItsApproval(
      @ForAll("plans") RolloutPlan plan, @ForAll List<@From("happenings") Happening> story) {
    Rollout rollout = RolloutTest.rollout(plan, true);
    Instant now = START;
    Instant reachedSince = null;
    int published = 0;
    for (Happening happening : story) {
      now = now.plusSeconds(happening.seconds());
      Rollout before = rollout;
      FleetCounts counts = happening.counts();
      boolean ordered = happening.order() >= 0;
      Step step;
      if (ordered) {
        try {
          step = rollout.order(RolloutOrder.values()[happening.order()], "anna", now);
        } catch (IllegalStateException e) {
          assertThat(e).hasMessageContaining("rollout ro-1");
          continue;
        }
      } else {
        // A wave that reaches nobody of a ring that is there has nobody to wait for.
        boolean enough =
            counts.gateways() > 0 && counts.converged() >= plan.success() * counts.asked();
        boolean watched =
            before.progress().state() == RolloutState.RUNNING
                || before.progress().state() == RolloutState.SOAKING;
        reachedSince = watched && enough ? (reachedSince == null ? now : reachedSince) : null;
        step = rollout.tick(counts, now);
      }
      rollout = step.rollout();
      if (step.effect() != Effect.NONE) {
        published++;
      }
      int wave = rollout.progress().wave();
      assertThat(wave - before.progress().wave()).isBetween(0, 1);
      assertThat(wave > before.progress().wave()).isEqualTo(step.effect() == Effect.WAVE);
      assertThat(rollout.progress().publishes()).isEqualTo(published);
      if (step.effect() == Effect.WAVE) {
        boolean approved =
            ordered && RolloutOrder.values()[happening.order()] == RolloutOrder.APPROVE;
        assertThat(approved).isEqualTo(plan.approvals().contains(wave));
        if (wave > 1 && !approved) {
          assertThat(reachedSince).isNotNull();
          assertThat(Duration.between(reachedSince, now)).isGreaterThanOrEqualTo(plan.soak());
        }
        reachedSince = null;
      }
      if (before.progress().state().ended() && !ordered) {
        assertThat(rollout).isEqualTo(before);
      }
      boolean tooMany = counts.failed() > 0 && counts.failed() > plan.errors() * counts.asked();
      boolean live =
          switch (before.progress().state()) {
            case RUNNING, SOAKING, AWAITING_APPROVAL -> before.progress().wave() > 0;
            default -> false;
          };
      if (!ordered && tooMany && live) {
        assertThat(rollout.progress().state())
            .isEqualTo(
                plan.onFailure() == OnFailure.ROLLBACK
                    ? RolloutState.ROLLING_BACK
                    : RolloutState.PAUSED);
      }
      assertThat(RolloutCodec.decode(RolloutCodec.encode(rollout))).isEqualTo(rollout);
    }
  }

  /** A fleet that really answers, some of it slowly, some never. */
  @Property(tries = 60)
  void aPolicyThatFailsEverywhereTouchesItsFirstWaveOnlyAndIsTakenBack(
      @ForAll @IntRange(min = 20, max = 400) int gateways,
      @ForAll @IntRange(min = 100, max = 3000) int firstWave,
      @ForAll @DoubleRange(min = 0, max = 0.2) double silent,
      @ForAll long seed) {
    Random random = new Random(seed);
    RolloutPlan plan =
        new RolloutPlan(
            List.of(firstWave, RolloutPlan.WHOLE),
            0.8,
            0.05,
            Duration.ZERO,
            Duration.ofHours(1),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            OnFailure.ROLLBACK);
    Rollout rollout = RolloutTest.rollout(plan, true);
    Slice wave = new Slice(rollout.id(), 0, firstWave);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < gateways; i++) {
      ids.add("gw-" + i);
    }
    List<String> asked = ids.stream().filter(wave::contains).toList();
    if (asked.isEmpty()) {
      return; // nobody in the first wave: it passes without a witness
    }
    Set<String> mute = new HashSet<>(ids);
    mute.removeIf(id -> random.nextDouble() >= silent);
    mute.removeAll(asked.subList(0, 1));
    Set<String> touched = new HashSet<>();
    Instant now = START;
    int reach = 0;
    boolean back = false;
    for (int second = 0; second < 400 && !rollout.progress().state().ended(); second++) {
      now = now.plusSeconds(1);
      Tally tally = new Tally();
      for (String id : ids) {
        boolean in = back || Slice.bucket(rollout.id(), id) < reach;
        if (!in) {
          tally.add(Standing.OUTSIDE, null);
        } else if (mute.contains(id)) {
          tally.add(Standing.UNKNOWN, null);
        } else if (back) {
          tally.add(Standing.CONVERGED, null);
        } else if (touched.contains(id) || random.nextInt(5) == 0) {
          touched.add(id);
          tally.add(Standing.FAILED, "GATE_FAILED");
        } else {
          tally.add(Standing.PENDING, null);
        }
      }
      Step step = rollout.tick(tally.counts(), now);
      rollout = step.rollout();
      reach = step.effect() == Effect.WAVE ? rollout.reach() : reach;
      back = back || step.effect() == Effect.ROLLBACK;
    }
    assertThat(rollout.progress().state()).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(rollout.progress().wave()).isEqualTo(1);
    assertThat(touched).isSubsetOf(asked);
    assertThat(rollout.progress().publishes()).isEqualTo(2);
  }
}
