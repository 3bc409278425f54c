package io.requant.fleet.agent.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.fleet.protocol.Reported;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway that connects before its pipeline has an engine. */
class FirstReportTest {

  private final World world = new World();

  @BeforeEach
  void bootWithoutAnEngine() {
    world.pipeline.computes = false;
    world.reports.clear();
    world.boot();
    assertThat(world.reports).hasSize(1);
    assertThat(world.last().active()).isEmpty();
  }

  @Test
  void isFollowedByAnotherOneAsSoonAsThePipelineComputes() {
    world.pipeline.computes = true;
    world.agent.onComputing();
    world.pass(Duration.ofSeconds(1));
    assertThat(world.reports).hasSize(2);
    assertThat(world.last().active().map(Reported.ActivePolicy::name)).contains("a");
    assertThat(world.last().health()).isPresent();
  }

  @Test
  void isFollowedByAnotherOneWithinAMinuteIfNothingTellsThatThePipelineComputes() {
    world.pipeline.computes = true;
    world.pass(Duration.ofMinutes(1));
    assertThat(world.last().active().map(Reported.ActivePolicy::name)).contains("a");
    assertThat(dueIn()).isBetween(Duration.ofHours(3), Duration.ofHours(6));
  }

  @Test
  void isRepeatedEveryMinuteWhileNothingComputes() {
    for (int minute = 1; minute <= 3; minute++) {
      int before = world.reports.size();
      world.pass(Duration.ofMinutes(1));
      assertThat(world.reports).hasSize(before + 1);
      assertThat(world.last().active()).isEmpty();
    }
  }

  @Test
  void isEnoughIfItNamedAPolicy() {
    world.pipeline.computes = true;
    world.pass(Duration.ofMinutes(1));
    int before = world.reports.size();
    world.agent.onComputing();
    world.pass(Duration.ofMinutes(1));
    assertThat(world.reports).hasSize(before);
  }

  private Duration dueIn() {
    Instant now = world.clock.instant();
    return Duration.between(now, world.agent.wakeAt());
  }
}
