package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.reference.FloatExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnRectifiersTest {

  private static final Shape INPUT = new Shape(6, 6, 3);

  private static FloatNetwork block(String taken) {
    return SampleNetworks.of(
        INPUT,
        new Conv("stem", Graph.INPUT, 3, 4, Window.square(3, 1, 1), 1),
        Relu.uncapped("stem.relu", "stem"),
        new Conv("conv1", "stem.relu", 4, 4, Window.square(3, 1, 1), 1),
        Relu.uncapped(taken, "conv1"),
        new Conv("conv2", taken, 4, 4, Window.square(3, 1, 1), 1),
        new Add("add", "conv2", "stem.relu"),
        Relu.uncapped("out", "add"));
  }

  @Test
  void only_a_tensor_that_runs_past_a_layer_gets_a_second_rectifier() {
    FloatNetwork given = SampleNetworks.resNet20(1);
    FloatNetwork network = OwnRectifiers.of(given);
    assertThat(network.graph().layers()).hasSize(given.graph().layers().size() + 9);
    for (Parametric layer : network.graph().parametricLayers()) {
      String read = network.graph().layer(layer.name()).inputs().get(0);
      assertThat(network.graph().readers(read)).hasSize(1);
    }
    assertThat(OwnRectifiers.of(network)).isSameAs(network);
  }

  @Test
  void layers_that_share_a_tensor_get_one_each() {
    FloatNetwork given =
        SampleNetworks.of(
            INPUT,
            new Conv("stem", Graph.INPUT, 3, 4, Window.square(3, 1, 1), 1),
            Relu.uncapped("stem.relu", "stem"),
            new Conv("side", "stem.relu", 4, 8, Window.square(1, 2, 0), 1),
            new Conv("conv1", "stem.relu", 4, 8, Window.square(3, 2, 1), 1),
            new Add("add", "conv1", "side"));
    FloatNetwork network = OwnRectifiers.of(given);
    assertThat(network.graph().layer("side").inputs()).containsExactly("stem.relu.in");
    assertThat(network.graph().layer("conv1").inputs()).containsExactly("stem.relu.in2");
    assertThat(OwnRectifiers.of(network)).isSameAs(network);
    float[] image = SampleNetworks.normalised(INPUT, 1);
    assertThat(new FloatExecutor(network).run(image))
        .containsExactly(new FloatExecutor(given).run(image));
  }

  @Test
  void the_function_stays_the_same_to_the_bit() {
    for (int seed = 0; seed < 20; seed++) {
      FloatNetwork network = SampleNetworks.everyLayer(seed);
      float[] image = SampleNetworks.normalised(network.graph().inputShape(), seed);
      assertThat(new FloatExecutor(OwnRectifiers.of(network)).run(image))
          .containsExactly(new FloatExecutor(network).run(image));
    }
  }

  @Test
  void a_name_that_is_taken_leaves_the_network_as_it_is() {
    assertThat(OwnRectifiers.of(block("other")).graph().layers())
        .extracting(Layer::name)
        .contains("stem.relu.in");
    FloatNetwork taken = block("stem.relu.in");
    assertThat(OwnRectifiers.of(taken)).isSameAs(taken);
  }

  @Test
  void under_a_narrow_policy_the_stream_keeps_8_bits_and_what_layers_read_is_narrow() {
    Quantization made = quantize("w4a4", "w8a8");
    Graph graph = made.network().graph();
    FusionPlan plan = FusionPlan.of(graph);
    Map<String, Integer> bits = new HashMap<>();
    Policy policy = made.policy("w4a4");
    for (LayerPolicy entry : policy.layers()) {
      bits.put(entry.layer(), entry.activationBits());
    }
    for (PlannedStep step : plan.requantizingSteps()) {
      boolean logits = step.output().equals(graph.output().name());
      boolean narrow =
          !logits
              && graph.readers(step.output()).stream().anyMatch(Parametric.class::isInstance)
              && !step.output().equals("pool");
      assertThat(bits.get(step.anchor().name()))
          .as(step.anchor().name())
          .isEqualTo(logits ? 16 : narrow ? 4 : 8);
    }
  }

  @Test
  void wide_policies_alone_need_no_rectifiers() {
    assertThat(quantize("w4a8", "w8a8").network().graph().layers())
        .extracting(Layer::name)
        .noneMatch(name -> name.endsWith(".in"));
  }

  private static Quantization quantize(String... precisions) {
    FloatNetwork network = SampleNetworks.resNet20(3);
    return PostTrainingQuantizerTest.quantize(
        QuantizerOptions.DEFAULT.withSamples(64),
        network,
        PostTrainingQuantizerTest.images(network, 2),
        List.of(precisions).toArray(String[]::new));
  }
}
