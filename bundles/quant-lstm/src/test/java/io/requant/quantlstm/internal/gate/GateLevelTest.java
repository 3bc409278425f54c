package io.requant.quantlstm.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.api.resource.ResourceLevel;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class GateLevelTest {

  @Test
  void theBudgetOfALevelIsThatLevelAndOneOutsideIsTheNearest() {
    for (ResourceLevel level : ResourceLevel.values()) {
      assertThat(GateLevel.ofPart(level.percent() / 100.0)).isEqualTo(GateLevel.of(level));
    }
    assertThat(GateLevel.ofPart(0.1)).isEqualTo(GateLevel.of(ResourceLevel.SCARCE_25));
    assertThat(GateLevel.ofPart(1.5)).isEqualTo(GateLevel.of(ResourceLevel.RICH_100));
    assertThatThrownBy(() -> new GateLevel(3, 0.5)).hasMessageContaining("levels are 0..3");
  }

  @Property(tries = 100)
  void aBudgetBetweenLevelsIsBothInProportion(
      @ForAll @DoubleRange(min = 0.25, max = 1) double part) {
    GateLevel level = GateLevel.ofPart(part);
    assertThat(IntStream.range(0, 4).mapToDouble(level::weight).sum()).isCloseTo(1, within(1e-12));
    assertThat(
            IntStream.range(0, 4)
                .mapToDouble(e -> level.weight(e) * ResourceLevel.values()[e].percent() / 100)
                .sum())
        .isCloseTo(part, within(1e-12));
  }
}
