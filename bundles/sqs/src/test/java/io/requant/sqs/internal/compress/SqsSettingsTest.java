package io.requant.sqs.internal.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.method.CompressionTask;
import io.requant.sqs.internal.run.Variant;
import io.requant.training.sparse.Granularity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqsSettingsTest {

  private static SqsSettings of(Map<String, String> given) {
    Path none = Path.of("none");
    return SqsSettings.of(new CompressionTask(none, none, none, false, given), "net");
  }

  @Test
  void withoutAnyTheDefaultsHold() {
    SqsSettings settings = of(Map.of());
    assertThat(settings.target()).isEqualTo(new Target(Target.Kind.BYTES, 18_000));
    assertThat(settings.granularity()).isEqualTo(Granularity.UNSTRUCTURED);
    assertThat(settings.also()).isEmpty();
  }

  @Test
  void granularitiesWidthsAndStudiesAreRead() {
    for (Granularity granularity : Granularity.values()) {
      assertThat(of(Map.of("granularity", SqsSettings.name(granularity))).granularity())
          .isEqualTo(granularity);
    }
    assertThat(of(Map.of("widths", "3, 5,8")).widths()).containsExactly(3, 5, 8);
    assertThat(of(Map.of("also", "scenes,ablation")).also())
        .containsExactlyInAnyOrder(SqsSettings.Study.SCENES, SqsSettings.Study.ABLATION);
  }

  @Test
  void aWrongSettingIsNamed() {
    Map.of(
            "granularity", "1x5",
            "widths", "2,x",
            "also", "everything",
            "epochs", "0",
            "target", "small",
            "softness", "99")
        .forEach(
            (name, value) ->
                assertThatThrownBy(() -> of(Map.of(name, value)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("--" + name + " is '" + value + "'"));
  }

  @Test
  void widthsOutsideTwoToEightOrOutOfOrderAreRefused() {
    for (String widths : List.of("1,2", "4,3", "8,9", "3,3")) {
      assertThatThrownBy(() -> of(Map.of("widths", widths)).sparse(Variant.JOINT, false, 1000))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ascend within 2..8");
    }
  }

  @Test
  void theVariantsOfTheAblationLeaveOutTheirPart() {
    SqsSettings settings = of(Map.of());
    assertThat(settings.sparse(Variant.JOINT, false, 1000).prunes()).isTrue();
    assertThat(settings.sparse(Variant.PRUNED, false, 1000).widths()).containsExactly(8);
    assertThat(settings.sparse(Variant.QUANTIZED, false, 1000).prunes()).isFalse();
    assertThat(settings.sparse(Variant.QUANTIZED, false, 1000).widths()).contains(2, 8);
  }
}
