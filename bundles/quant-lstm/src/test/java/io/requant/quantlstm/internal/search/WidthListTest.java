package io.requant.quantlstm.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.training.quantize.Curriculum;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WidthListTest {

  @Test
  void widthsComeInAnyOrderAndHaveACurriculumEach() {
    assertThat(WidthList.parse("4,8, 2,6")).isEqualTo(List.of(8, 6, 4, 2));
    assertThat(WidthList.parse("6,7,8,9,10")).isEqualTo(List.of(10, 9, 8, 7, 6));
    assertThat(WidthList.parse("9,7")).isEqualTo(List.of(9, 7));
    Curriculum curriculum = Curriculum.of(WidthList.parse("8,7,5,2"));
    assertThat(curriculum.active(0, 100)).containsExactly(8, 7);
    assertThat(curriculum.active(99, 100)).containsExactly(8, 7, 5, 2);
    assertThat(Curriculum.of(List.of(8, 6, 4, 3, 2))).isEqualTo(Curriculum.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8,", "8;4", "6,4", "11,8", "16", "8,4,4", "8,1", "w8"})
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> WidthList.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("8,6,4,2");
  }
}
