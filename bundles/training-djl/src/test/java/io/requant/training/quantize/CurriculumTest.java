package io.requant.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CurriculumTest {

  @Test
  void widthsJoinOneAfterTheOther() {
    assertThat(Curriculum.DEFAULT.active(0, 100)).containsExactly(8, 6);
    assertThat(Curriculum.DEFAULT.active(4, 100)).containsExactly(8, 6, 4);
    assertThat(Curriculum.DEFAULT.active(100, 100)).containsExactly(8, 6, 4, 3, 2);
  }

  @Test
  void weightsThatKnowAllWidthsTrainThemFromTheFirstStep() {
    assertThat(Curriculum.DEFAULT.joined().active(0, 100)).containsExactly(8, 6, 4, 3, 2);
  }

  @Test
  void widthsThatDoNotDescendAreRefused() {
    assertThatThrownBy(() -> new Curriculum(List.of(8, 8), List.of(0.0, 0.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[8, 8]");
  }

  @Test
  void aRunWithoutAWidthAtItsFirstStepIsRefused() {
    assertThatThrownBy(() -> new Curriculum(List.of(8), List.of(0.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0.1]");
  }
}
