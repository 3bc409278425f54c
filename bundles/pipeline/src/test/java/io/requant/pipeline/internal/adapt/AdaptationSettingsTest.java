package io.requant.pipeline.internal.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.requant.api.resource.ResourceLevel;
import java.lang.annotation.Annotation;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptationSettingsTest {

  private record Values(String levels, String policies, int shadowFrames, double minAgreement)
      implements AdaptationConfig {

    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public long maxP99Millis() {
      return 1000;
    }

    @Override
    public long shadowTimeoutMillis() {
      return 5000;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
      return AdaptationConfig.class;
    }
  }

  private static AdaptationSettings levels(String text) {
    return AdaptationSettings.of(new Values(text, "", 8, 0.5));
  }

  @Test
  void aTableOfLevelsIsRead() {
    assertThat(levels("100:w8a8, 50 : w4a4 ").levels())
        .isEqualTo(Map.of(ResourceLevel.RICH_100, "w8a8", ResourceLevel.MEDIUM_50, "w4a4"));
    assertThat(levels("").levels()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"w8a8", "60:w8a8", "100:", "100:a:b", "100:a,100:b", "100:a,", ":a"})
  void aWrongTableIsRefusedWithTheReason(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> levels(text))
        .withMessageStartingWith("levels: ");
  }

  @Test
  void namesOfPoliciesAndTheShadowAreCheckedToo() {
    assertThat(AdaptationSettings.of(new Values("", "a, b", 8, 0.5)).policies())
        .containsExactly("a", "b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdaptationSettings.of(new Values("", "a,,b", 8, 0.5)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdaptationSettings.of(new Values("", "", -1, 0.5)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdaptationSettings.of(new Values("", "", 8, 1.5)));
  }
}
