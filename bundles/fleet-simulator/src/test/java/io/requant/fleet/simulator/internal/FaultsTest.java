package io.requant.fleet.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FaultsTest {

  @Test
  void namesHaveTheirUsualRateUnlessOneIsGiven() {
    Faults faults = Faults.parse("slow, gates=0.25,broker");
    assertThat(faults.rate(FaultKind.SLOW)).isEqualTo(FaultKind.SLOW.usual());
    assertThat(faults.rate(FaultKind.GATES)).isEqualTo(0.25);
    assertThat(faults.rate(FaultKind.BROKER)).isEqualTo(1);
    assertThat(faults.rate(FaultKind.CRASHES)).isZero();
    assertThat(Faults.parse("all").rates()).hasSameSizeAs(FaultKind.values());
    assertThat(Faults.parse("none")).isEqualTo(Faults.NONE);
    assertThat(Faults.parse("all,broker=0").rate(FaultKind.BROKER)).isZero();
  }

  @Test
  void whatIsWrongIsNamed() {
    for (String text : new String[] {"", "sloth", "slow=2", "slow=-1", "slow=much", "slow=NaN"}) {
      assertThatThrownBy(() -> Faults.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("fault");
    }
    assertThatThrownBy(() -> Faults.parse("slow,".repeat(200)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSeedGivesTheSameDevices() {
    Faults all = Faults.parse("all");
    assertThat(Device.draw(all, new SplittableRandom(5)))
        .isEqualTo(Device.draw(all, new SplittableRandom(5)));
  }

  @Property(tries = 200)
  void wavesGrowToTheWholeRing(
      @ForAll @IntRange(min = 1, max = 20) int waves,
      @ForAll @IntRange(min = 1, max = 19_000) int gateways) {
    var shares = new SimulationPlan(gateways, waves, Faults.NONE, 1, 0).shares();
    assertThat(shares).hasSize(waves).isSorted().doesNotHaveDuplicates();
    assertThat(shares.get(0)).isPositive();
    assertThat(shares.get(waves - 1)).isEqualTo(10_000);
  }

  @Test
  void plansBeyondTheLimitsAreRefused() {
    assertThatThrownBy(() -> new SimulationPlan(0, 5, Faults.NONE, 1, 0))
        .hasMessageContaining("--gateways");
    assertThatThrownBy(() -> new SimulationPlan(20_000, 5, Faults.NONE, 1, 0))
        .hasMessageContaining("19000");
    assertThatThrownBy(() -> new SimulationPlan(10, 21, Faults.NONE, 1, 0))
        .hasMessageContaining("--waves");
    assertThatThrownBy(() -> new SimulationPlan(10, 5, Faults.NONE, 1, -1))
        .hasMessageContaining("--jitter");
  }
}
