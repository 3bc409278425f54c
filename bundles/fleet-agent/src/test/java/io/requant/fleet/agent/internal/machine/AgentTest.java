package io.requant.fleet.agent.internal.machine;

import static io.requant.api.fleet.GatewayPhase.ACTIVE;
import static io.requant.api.fleet.GatewayPhase.IDLE;
import static io.requant.api.fleet.GatewayPhase.REJECTED;
import static io.requant.api.fleet.GatewayPhase.ROLLED_BACK;
import static io.requant.api.fleet.GatewayPhase.SEEN;
import static io.requant.api.fleet.GatewayPhase.SHADOW;
import static io.requant.api.fleet.GatewayPhase.STAGED;
import static io.requant.fleet.agent.internal.machine.World.A;
import static io.requant.fleet.agent.internal.machine.World.B;
import static io.requant.fleet.agent.internal.machine.World.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation.Outcome;
import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Slice;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a gateway does with messages that it accepts. */
class AgentTest {

  private final World world = new World();

  @Test
  void aPolicyGoesThroughAllPhasesAndItsTimesAreReported() {
    assertThat(world.phases()).containsExactly(IDLE);
    byte[] message = world.apply(1, B);
    world.receive(message);
    assertThat(world.phases()).containsExactly(IDLE, SEEN, STAGED, SHADOW);
    world.agent.onFirstFrame(world.pipeline.last().token(), 3_500_000);
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    Reported report = world.last();
    assertThat(report.phase()).isEqualTo(ACTIVE);
    assertThat(report.observed()).isEqualTo(new Position(1, 1));
    assertThat(report.active()).contains(new Reported.ActivePolicy("b", B.digest().hex(), 1));
    assertThat(report.previous()).contains(new Reported.ActivePolicy("a", A.digest().hex(), 0));
    assertThat(report.activation())
        .contains(
            new Reported.ActivationFigures(
                1, message.length, 1500, Optional.of(3000L), 3000, 20_000, Optional.of(0.97)));
    assertThat(report.reportSeq()).isEqualTo(world.reports.size());
  }

  @Test
  void aFirstFrameAfterTheExchangeIsReportedToo() {
    world.receive(world.apply(1, B));
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.last().activation().orElseThrow().firstFrameMicros()).isEmpty();
    world.agent.onFirstFrame(world.pipeline.last().token(), 4_500_000);
    assertThat(world.last().activation().orElseThrow().firstFrameMicros()).contains(4000L);
  }

  @Test
  void aRepeatedMessageIsReportedAgainAndNothingElse() {
    byte[] message = world.apply(1, B);
    world.receive(message);
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    int before = world.reports.size();
    world.receive(message);
    world.pass(Duration.ofSeconds(2));
    assertThat(world.reports).hasSize(before + 1);
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertThat(world.pipeline.requests).hasSize(1);
    assertThat(world.last().refusal()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void everyOutcomeOfThePipelineIsToldApart(Outcome outcome) {
    Map<Outcome, RejectionCode> codes =
        Map.of(
            Outcome.MISMATCH, RejectionCode.WRONG_NETWORK,
            Outcome.UNSUPPORTED, RejectionCode.NO_BACKEND,
            Outcome.PREPARE_FAILED, RejectionCode.PREPARE_FAILED,
            Outcome.GATE_FAILED, RejectionCode.GATE_FAILED,
            Outcome.MEMORY_EXCEEDED, RejectionCode.MEMORY_EXCEEDED,
            Outcome.GOLDEN_FAILED, RejectionCode.GOLDEN_FAILED,
            Outcome.SUPERSEDED, RejectionCode.SUPERSEDED,
            Outcome.NOT_ALLOWED, RejectionCode.PREPARE_FAILED);
    world.receive(world.apply(1, B));
    world.pipeline.finish(world.agent, outcome);
    if (outcome == Outcome.SUPERSEDED) {
      for (int i = 0; i < 2; i++) {
        assertThat(world.phase()).isEqualTo(SEEN);
        world.pass(Duration.ofSeconds(6));
        world.pipeline.finish(world.agent, outcome);
      }
    }
    if (codes.containsKey(outcome)) {
      assertThat(world.phase()).isEqualTo(REJECTED);
      assertThat(world.code()).contains(codes.get(outcome));
      assertThat(world.last().message()).contains(outcome.name());
      assertThat(world.last().active().orElseThrow().name()).isEqualTo("a");
    } else {
      assertThat(EnumSet.of(Outcome.ACTIVE, Outcome.UNCHANGED)).contains(outcome);
      assertThat(world.phase()).isEqualTo(ACTIVE);
    }
  }

  @Test
  void aNewerMessageTakesThePlaceOfOneThatIsBeingCarriedOut() {
    world.receive(world.apply(1, B));
    FakePipeline.Request first = world.pipeline.last();
    world.receive(world.apply(2, C));
    world.agent.onActivated(first.token(), FakePipeline.activation(Outcome.GATE_FAILED), 2_000_000);
    assertThat(world.phase()).isEqualTo(SHADOW);
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.last().active().orElseThrow().seq()).isEqualTo(2);
    assertThat(world.pipeline.desired).isEqualTo(C);
  }

  @Test
  void haltLeavesAChangeThatIsUnderWay() {
    world.receive(world.apply(1, B));
    world.receive(world.message().at(2).action(Action.HALT).seal());
    assertThat(world.pipeline.last().policy()).isEqualTo(A);
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertThat(world.last().observed().seq()).isEqualTo(2);
    world.pipeline.finish(world.agent, Outcome.UNCHANGED);
    assertThat(world.pipeline.desired).isEqualTo(A);
    assertThat(world.phase()).isEqualTo(ACTIVE);
  }

  @Test
  void haltStopsAChangeThatWaitsItsTurn() {
    world.receive(world.message().at(1).policy(B).jitter(Duration.ofHours(1)).seal());
    assertThat(world.phase()).isEqualTo(SEEN);
    world.receive(world.message().at(2).action(Action.HALT).seal());
    world.pass(Duration.ofHours(2));
    assertThat(world.pipeline.requests).isEmpty();
    assertThat(world.phase()).isEqualTo(ACTIVE);
  }

  @Test
  void jitterDelaysAChangeNoLongerThanItSays() {
    world.receive(world.message().at(1).policy(B).jitter(Duration.ofMinutes(10)).seal());
    assertThat(world.pipeline.requests).isEmpty();
    assertThat(world.agent.wakeAt())
        .isAfter(world.clock.instant())
        .isBeforeOrEqualTo(world.clock.instant().plus(Duration.ofMinutes(10)));
    world.pass(Duration.ofMinutes(10));
    assertThat(world.pipeline.requests).hasSize(1);
  }

  @Test
  void aPinHoldsAgainstTheRingUntilItIsReleased() {
    world.receive(world.message().to(World.SELF).at(1).policy(B).seal());
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    world.receive(world.apply(2, C));
    world.pass(Duration.ofSeconds(2));
    assertThat(world.pipeline.requests).hasSize(1);
    assertThat(world.last().observed().seq()).isEqualTo(1);
    world.receive(world.message().to(World.SELF).at(3).action(Action.RELEASE).seal());
    assertThat(world.pipeline.last().policy()).isEqualTo(C);
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertThat(world.last().observed().seq()).isEqualTo(3);
    assertThat(world.pipeline.desired).isEqualTo(C);
  }

  @Test
  void releaseWithoutARingsMessageIsDoneAtOnce() {
    world.receive(world.message().to(World.SELF).at(1).action(Action.RELEASE).seal());
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertThat(world.pipeline.requests).isEmpty();
  }

  @Test
  void onlyASliceOfTheRingTakesAPolicyUntilItIsWidened() {
    int bucket = Slice.bucket("s", "gw-17");
    world.receive(world.message().at(1).policy(B).slice(new Slice("s", 0, bucket)).seal());
    assertThat(world.phase()).isEqualTo(SEEN);
    assertThat(world.last().message()).contains("slice");
    assertThat(world.pipeline.requests).isEmpty();
    world.receive(world.message().at(2).policy(B).slice(new Slice("s", 0, bucket + 1)).seal());
    assertThat(world.phase()).isEqualTo(SHADOW);
  }

  @Test
  void aRollbackDoesNotCareForSlices() {
    world.receive(
        world.message().at(1).action(Action.ROLLBACK).policy(B).slice(new Slice("s", 0, 0)).seal());
    assertThat(world.phase()).isEqualTo(SHADOW);
  }

  @Test
  void aPolicyThatBecomesSlowWhileSoakingIsGivenUp() {
    world.receive(world.message().at(1).policy(B).soak(Duration.ofMinutes(1)).seal());
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    world.pass(Duration.ofSeconds(2));
    assertThat(world.phase()).isEqualTo(ACTIVE);
    world.pipeline.p99Micros = 6000;
    world.pass(Duration.ofSeconds(2));
    assertThat(world.pipeline.last().policy()).isEqualTo(A);
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.phase()).isEqualTo(ROLLED_BACK);
    assertThat(world.code()).contains(RejectionCode.SOAK_FAILED);
    assertThat(world.last().message()).contains("6000 us");
    assertThat(world.last().active().orElseThrow().name()).isEqualTo("a");
  }

  @Test
  void aPolicyThatSoaksWellStays() {
    world.receive(world.message().at(1).policy(B).soak(Duration.ofSeconds(10)).seal());
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    for (int i = 0; i < 11; i++) {
      world.pass(Duration.ofSeconds(1));
    }
    world.pipeline.p99Micros = 6000;
    world.pass(Duration.ofSeconds(5));
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertThat(world.pipeline.requests).hasSize(1);
  }

  @Test
  void withoutAPipelineItWaits() {
    world.agent.onPipeline(Optional.empty());
    world.receive(world.apply(1, B));
    assertThat(world.phase()).isEqualTo(SEEN);
    world.agent.onPipeline(Optional.of(world.pipeline));
    assertThat(world.phase()).isEqualTo(SHADOW);
  }

  @Test
  void aPipelineThatGoesInTheMiddleIsAskedAgainWhenItIsBack() {
    world.receive(world.apply(1, B));
    long old = world.pipeline.last().token();
    for (int i = 0; i < 5; i++) {
      world.agent.onPipeline(Optional.empty());
      assertThat(world.phase()).isEqualTo(SEEN);
      world.agent.onPipeline(Optional.of(world.pipeline));
      assertThat(world.phase()).isEqualTo(SHADOW);
    }
    world.agent.onActivated(old, FakePipeline.activation(Outcome.GATE_FAILED), 1);
    assertThat(world.phase()).isEqualTo(SHADOW);
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.phase()).isEqualTo(ACTIVE);
  }

  @Test
  void itReportsFromTimeToTimeAndWhenConnected() {
    int before = world.reports.size();
    world.pass(Duration.ofHours(6));
    assertThat(world.reports).hasSize(before + 1);
    world.agent.onConnection(false);
    world.pass(Duration.ofHours(12));
    assertThat(world.reports).hasSize(before + 1);
    world.agent.onConnection(true);
    assertThat(world.reports).hasSize(before + 2);
  }

  @Test
  void aNewKeyBeginsItsOwnCount() {
    world.receive(world.message().at(9, 100).policy(B).seal());
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    SigningKey next = SigningKey.generate();
    world.trusted.add(next);
    world.receive(world.message().at(1, 1).policy(C).signedBy(next).seal());
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.pipeline.desired).isEqualTo(C);
    world.receive(world.message().at(9, 99).policy(B).seal());
    assertThat(world.pipeline.desired).isEqualTo(C);
    world.pass(Duration.ofSeconds(2));
    assertThat(world.last().refusal().orElseThrow().code()).isEqualTo(RejectionCode.REPLAYED);
  }

  @Test
  void aMessageOfTwoKeysMustBeNewForBoth() {
    SigningKey next = SigningKey.generate();
    world.trusted.add(next);
    world.receive(world.message().at(1, 5).policy(B).signedBy(world.key, next).seal());
    world.receive(world.message().at(1, 5).policy(C).signedBy(next).seal());
    world.pass(Duration.ofSeconds(2));
    assertThat(world.last().refusal().orElseThrow().code()).isEqualTo(RejectionCode.REPLAYED);
  }
}
