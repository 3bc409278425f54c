package io.requant.fleet.agent.internal.machine;

import static io.requant.fleet.agent.internal.machine.World.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a gateway may do by itself is what the fleet says. */
class BoundsTest {

  private static final AdaptationBounds TWO = AdaptationBounds.named(List.of("a", "b"));

  private final World world = new World();

  @Test
  void aPolicyWithoutBoundsIsRunExactly() {
    world.receive(world.apply(1, B));
    assertThat(world.pipeline.last().bounds()).isEqualTo(AdaptationBounds.EXACT);
  }

  @Test
  void boundsGoToThePipelineWithTheirPolicy() {
    world.receive(world.message().policy(B).adapt(TWO).seal());
    assertThat(world.pipeline.last().policy()).isEqualTo(B);
    assertThat(world.pipeline.last().bounds()).isEqualTo(TWO);
  }

  @Test
  void afterACrashInMidChangeTheBoundsAreThoseOfTheMessage() {
    world.receive(world.message().policy(B).adapt(TWO).seal());
    world.boot();
    assertThat(world.pipeline.requests).hasSize(2);
    assertThat(world.pipeline.last().bounds()).isEqualTo(TWO);
  }

  @Test
  void theWayBackRestoresTheBoundsOfBefore() {
    world.receive(world.message().policy(B).soak(Duration.ofMinutes(1)).seal());
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    world.pipeline.p99Micros = 50_000;
    world.pass(Duration.ofSeconds(2));
    assertThat(world.pipeline.last().policy()).isEqualTo(World.A);
    assertThat(world.pipeline.last().bounds()).isEqualTo(AdaptationBounds.OPEN);
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.phase()).isEqualTo(GatewayPhase.ROLLED_BACK);
  }
}
