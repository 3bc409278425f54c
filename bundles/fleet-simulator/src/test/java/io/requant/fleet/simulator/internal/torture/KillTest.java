package io.requant.fleet.simulator.internal.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KillTest {

  @Property
  void aSeedDrawsTheSameKillsAgainAndAllWithinBounds(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int products,
      @ForAll @IntRange(max = 100) int light) {
    int all = products + light;
    List<Kill> kills = Kill.draw(seed, products, all);
    assertThat(Kill.draw(seed, products, all)).isEqualTo(kills);
    assertThat(kills).hasSizeBetween(1, 3);
    for (Kill kill : kills) {
      assertThat(kill.gateway()).isBetween(0, products - 1);
      assertThat(kill.afterReports()).isBetween(0, 5 * all - 1);
      assertThat(kill.delayMillis()).isBetween(0, 79);
      assertThat(kill.offMillis()).isBetween(0, 1499);
    }
    assertThat(kills)
        .isSortedAccordingTo(
            java.util.Comparator.comparing(Kill::stage).thenComparing(Kill::afterReports));
  }

  @Test
  void aHundredSeedsKillEverybodyInEveryStage() {
    assertThat(
            LongStream.rangeClosed(1, 100)
                .boxed()
                .flatMap(seed -> Kill.draw(seed, 2, 10).stream())
                .map(k -> k.stage() + " " + k.victim() + " " + k.gateway() * k.victim().ordinal())
                .collect(Collectors.toSet()))
        .contains(
            "ROLLOUT CONTROLLER 0",
            "ROLLOUT GATEWAY 0",
            "ROLLOUT GATEWAY 1",
            "ROLLOUT BROKER 0",
            "ROLLBACK CONTROLLER 0",
            "ROLLBACK GATEWAY 0",
            "ROLLBACK GATEWAY 1",
            "ROLLBACK BROKER 0");
  }
}
