package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.program.FusionPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionSpecTest {

  private final FloatNetwork resNet = SampleNetworks.resNet20(1);
  private final FusionPlan plan = FusionPlan.of(resNet.graph());

  @Test
  void weightAndActivationBitsAreRead() {
    PrecisionSpec spec = PrecisionSpec.parse("w4a10");
    assertThat(spec.name()).isEqualTo("w4a10");
    assertThat(spec.weightBits()).isEqualTo(4);
    assertThat(spec.activationBits()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "w4", "a4w4", "w4a", "W4A4", "w4a4 ", "w-4a4", "w4444a4", "int8"})
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> PrecisionSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("like w4a4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"w1a4", "w4a1", "w17a4", "w4a17", "w0a0"})
  void impossibleWidthsAreRefused(String text) {
    assertThatThrownBy(() -> PrecisionSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2..16");
  }

  @Test
  void theFirstAndTheLastLayerKeepEightBitsAndLogitsHaveSixteen() {
    StepWidths widths = new StepWidths(plan, PrecisionSpec.parse("w3a4"));
    assertThat(widths.weightBits("stem")).isEqualTo(8);
    assertThat(widths.weightBits("s1b1.conv2")).isEqualTo(3);
    assertThat(widths.weightBits("fc")).isEqualTo(8);
    assertThat(activation(widths, "stem")).isEqualTo(4);
    assertThat(activation(widths, "pool")).isEqualTo(8);
    assertThat(activation(widths, "fc")).isEqualTo(16);
  }

  @Test
  void whatNoLayerWithWeightsReadsKeepsEightBits() {
    Window window = Window.square(3, 1, 1);
    List<Layer> layers =
        List.of(
            new Conv("stem", Graph.INPUT, 1, 4, window, 1),
            Relu.uncapped("stem.relu", "stem"),
            Relu.uncapped("in", "stem.relu"),
            new Conv("conv", "in", 4, 4, window, 1),
            new Add("add", "conv", "stem.relu"),
            Relu.uncapped("add.relu", "add"),
            new GlobalAvgPool("pool", "add.relu"),
            new Linear("fc", "pool", 4, 2));
    Graph graph =
        new Graph("g", new Shape(8, 8, 1), Normalisation.identity(1), layers, List.of("a", "b"));
    FusionPlan steps = FusionPlan.of(graph);
    StepWidths widths = new StepWidths(steps, PrecisionSpec.parse("w4a4"));
    Map<String, Integer> bits = new HashMap<>();
    for (FusionPlan.PlannedStep step : steps.requantizingSteps()) {
      bits.put(step.anchor().name(), widths.activationBits(step));
    }
    assertThat(bits).isEqualTo(Map.of("stem", 8, "in", 4, "conv", 8, "pool", 8, "fc", 16));
  }

  @Test
  void exceptionsReplaceWidthsOfSingleLayers() {
    PrecisionSpec spec =
        PrecisionSpec.parse("w4a4")
            .named("mixed")
            .withWeightBits("stem", 4)
            .withWeightBits("s0b1.conv1", 2)
            .withActivationBits("s0b1.conv1", 6)
            .withActivationBits("pool", 5);
    StepWidths widths = new StepWidths(plan, spec);
    assertThat(spec.name()).isEqualTo("mixed");
    assertThat(widths.weightBits("stem")).isEqualTo(4);
    assertThat(widths.weightBits("s0b1.conv1")).isEqualTo(2);
    assertThat(activation(widths, "s0b1.conv1")).isEqualTo(6);
    assertThat(activation(widths, "pool")).isEqualTo(5);
  }

  @Test
  void exceptionsForLayersThatDoNotExistAreNamed() {
    List.of(
            PrecisionSpec.parse("w4a4").withWeightBits("pool", 4),
            PrecisionSpec.parse("w4a4").withActivationBits("pool2", 4))
        .forEach(
            spec ->
                assertThatThrownBy(() -> new StepWidths(plan, spec))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'pool")
                    .hasMessageContaining("s0b0.conv1"));
  }

  private int activation(StepWidths widths, String step) {
    return widths.activationBits(
        plan.requantizingSteps().stream()
            .filter(s -> s.anchor().name().equals(step))
            .findFirst()
            .orElseThrow());
  }
}
