package io.requant.fleet.agent.internal.machine;

import static io.requant.api.fleet.GatewayPhase.ACTIVE;
import static io.requant.api.fleet.GatewayPhase.ROLLED_BACK;
import static io.requant.fleet.agent.internal.machine.World.A;
import static io.requant.fleet.agent.internal.machine.World.B;
import static io.requant.fleet.agent.internal.machine.World.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.fleet.protocol.RejectionCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A policy has to prove itself for its whole time, whatever the process does meanwhile. */
class SoakAfterRestartTest {

  private static final AdaptationBounds BOUNDS = AdaptationBounds.named(List.of("a", "c"));

  private final World world = new World();

  private void soak() {
    world.pipeline.bounds = BOUNDS;
    world.receive(world.message().at(1).policy(B).soak(Duration.ofMinutes(1)).seal());
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    world.pass(Duration.ofSeconds(2));
  }

  private void assertGoesBack() {
    world.pipeline.p99Micros = 6000;
    world.pass(Duration.ofSeconds(2));
    assertThat(world.pipeline.last().policy()).isEqualTo(A);
    assertThat(world.pipeline.last().bounds()).isEqualTo(BOUNDS);
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.phase()).isEqualTo(ROLLED_BACK);
    assertThat(world.code()).contains(RejectionCode.SOAK_FAILED);
    assertThat(world.last().active().orElseThrow().name()).isEqualTo("a");
  }

  @Test
  void aRestartDoesNotEndASoak() {
    soak();
    world.boot();
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertGoesBack();
    world.boot();
    world.pass(Duration.ofSeconds(2));
    assertThat(world.phase()).as("once is enough").isEqualTo(ROLLED_BACK);
  }

  @Test
  void aRestartDoesNotProlongASoakEither() {
    soak();
    world.clock.advance(Duration.ofMinutes(1));
    world.boot();
    world.pass(Duration.ofSeconds(2));
    world.pipeline.p99Micros = 6000;
    world.pass(Duration.ofSeconds(5));
    assertThat(world.pipeline.requests).hasSize(1);
    assertThat(world.disk.load().orElseThrow().trial()).isEmpty();
  }

  @Test
  void aPipelineThatIsReplacedDoesNotEndASoakUnlessItRunsSomethingElse() {
    soak();
    world.agent.onPipeline(Optional.empty());
    world.pass(Duration.ofSeconds(2));
    world.agent.onPipeline(Optional.of(world.pipeline));
    assertGoesBack();
  }

  @Test
  void whatSomebodyElseHasActivatedSinceIsNotTakenBack() {
    soak();
    world.pipeline.desired = C;
    world.boot();
    world.pipeline.p99Micros = 6000;
    world.pass(Duration.ofSeconds(2));
    assertThat(world.pipeline.requests).hasSize(1);
  }

  @Test
  void aCrashBetweenTheExchangeAndItsNoteKeepsTheWayBack() {
    world.pipeline.bounds = BOUNDS;
    world.receive(world.message().at(1).policy(B).soak(Duration.ofMinutes(1)).seal());
    world.pipeline.desired = B;
    world.boot();
    world.pipeline.finish(world.agent, Outcome.UNCHANGED);
    assertThat(world.phase()).isEqualTo(ACTIVE);
    assertGoesBack();
  }

  @Test
  void aCrashWhileGoingBackGoesBackAnew() {
    soak();
    world.pipeline.p99Micros = 6000;
    world.pass(Duration.ofSeconds(2));
    assertThat(world.pipeline.last().policy()).isEqualTo(A);
    world.boot();
    assertGoesBack();
  }

  @Test
  void aKeyThatIsNoLongerTrustedWatchesNothing() {
    soak();
    world.trusted.clear();
    world.boot();
    world.pipeline.p99Micros = 6000;
    world.pass(Duration.ofSeconds(2));
    assertThat(world.pipeline.requests).hasSize(1);
  }

  private void widen() {
    world.receive(world.message().at(2).policy(B).soak(Duration.ofMinutes(1)).seal());
    world.pipeline.finish(world.agent, Outcome.UNCHANGED);
    assertThat(world.phase()).isEqualTo(ACTIVE);
  }

  @Test
  void aRolloutThatWidensDoesNotEndTheSoakOfThoseThatCameFirst() {
    soak();
    widen();
    assertGoesBack();
  }

  @Test
  void aRolloutThatWidensDoesNotProlongItEither() {
    soak();
    world.pass(Duration.ofSeconds(30));
    widen();
    world.pass(Duration.ofSeconds(30));
    assertThat(world.disk.load().orElseThrow().trial()).isEmpty();
    world.pipeline.p99Micros = 6000;
    world.pass(Duration.ofSeconds(5));
    assertThat(world.pipeline.requests).hasSize(2);
  }

  @Test
  void aNewMessageEndsTheSoakOfTheOneBefore() {
    soak();
    world.receive(world.apply(2, C));
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    world.boot();
    world.pipeline.p99Micros = 6000;
    world.pass(Duration.ofSeconds(2));
    assertThat(world.pipeline.requests).hasSize(2);
    assertThat(world.disk.load().orElseThrow().trial()).isEmpty();
  }
}
