package io.requant.sqs.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  @Test
  void theThreeKindsAreRead() {
    assertThat(Target.of("ratio=72")).isEqualTo(new Target(Target.Kind.RATIO, 72));
    assertThat(Target.of("bytes=18K")).isEqualTo(new Target(Target.Kind.BYTES, 18_000));
    assertThat(Target.of("bytes=17981")).isEqualTo(new Target(Target.Kind.BYTES, 17_981));
    assertThat(Target.of("tolerance=2.0")).isEqualTo(new Target(Target.Kind.TOLERANCE, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "72",
        "ratio",
        "ratio=",
        "ratio=0",
        "ratio=-3",
        "ratio=72K",
        "bytes=1e9",
        "size=3",
        "tolerance=2.0K",
        "bytes=18k",
        "tolerance=0"
      })
  void anythingElseIsRefusedWithWhatIsPossible(String text) {
    assertThatThrownBy(() -> Target.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--target is '" + text + "'; give ratio=72, bytes=18K or tolerance=2.0");
  }
}
