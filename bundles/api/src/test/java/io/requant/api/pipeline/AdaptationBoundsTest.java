package io.requant.api.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptationBoundsTest {

  @ParameterizedTest
  @ValueSource(strings = {"off", "any", "level-100", "level-100,level-75,w4a4"})
  void whatIsPrintedIsRead(String text) {
    assertThat(AdaptationBounds.parse(text)).hasToString(text);
  }

  @Test
  void spacesAroundNamesDoNotCount() {
    assertThat(AdaptationBounds.parse(" a ,  b "))
        .isEqualTo(AdaptationBounds.named(List.of("a", "b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", "a,", "a,,b", "a b", "a,a", "-a", "a\nb", "../a"})
  void whatCannotBeNamesOfPoliciesIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AdaptationBounds.parse(text));
  }

  @Test
  void thereIsALimitToTheNumberOfPoliciesAndToTheirNames() {
    List<String> most =
        IntStream.range(0, AdaptationBounds.MAX_POLICIES).mapToObj(i -> "p" + i).toList();
    assertThat(AdaptationBounds.named(most).policies()).hasSize(16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdaptationBounds.parse(String.join(",", most) + ",more"))
        .withMessageContaining("17");
    assertThatIllegalArgumentException().isThrownBy(() -> AdaptationBounds.parse("x".repeat(65)));
  }
}
