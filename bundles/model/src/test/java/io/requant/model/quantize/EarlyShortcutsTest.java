package io.requant.model.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.program.FusionPlan;
import io.requant.model.reference.FloatExecutor;
import org.junit.jupiter.api.Test;

class EarlyShortcutsTest {

  private static final Shape INPUT = new Shape(6, 6, 3);

  private static FloatNetwork block() {
    return SampleNetworks.of(
        INPUT,
        new Conv("stem", Graph.INPUT, 3, 4, Window.square(3, 1, 1), 1),
        Relu.uncapped("stem.relu", "stem"),
        new Conv("conv1", "stem.relu", 4, 8, Window.square(3, 2, 1), 1),
        Relu.uncapped("conv1.relu", "conv1"),
        new Conv("conv2", "conv1.relu", 8, 8, Window.square(3, 1, 1), 1),
        new Subsample("shortcut", "stem.relu", 2, 0, 4),
        new Add("add", "conv2", "shortcut"),
        Relu.uncapped("out", "add"));
  }

  @Test
  void the_sum_behind_a_late_shortcut_is_fused() {
    assertThat(FusionPlan.of(block().graph()).requantizingSteps())
        .extracting(s -> s.anchor().name())
        .containsExactly("stem", "conv1", "conv2", "add");
    FloatNetwork moved = EarlyShortcuts.of(block());
    assertThat(moved.graph().layers())
        .extracting(Layer::name)
        .startsWith("stem", "stem.relu", "shortcut", "conv1");
    assertThat(FusionPlan.of(moved.graph()).requantizingSteps())
        .extracting(s -> s.anchor().name())
        .containsExactly("stem", "conv1", "conv2");
  }

  @Test
  void the_function_stays_the_same_to_the_bit() {
    for (int seed = 0; seed < 20; seed++) {
      FloatNetwork network = SampleNetworks.everyLayer(seed);
      float[] image = SampleNetworks.normalised(network.graph().inputShape(), seed);
      assertThat(new FloatExecutor(EarlyShortcuts.of(network)).run(image))
          .containsExactly(new FloatExecutor(network).run(image));
    }
  }

  @Test
  void a_network_in_the_best_order_is_left_alone() {
    FloatNetwork moved = EarlyShortcuts.of(block());
    assertThat(EarlyShortcuts.of(moved)).isSameAs(moved);
  }

  @Test
  void a_shortcut_from_the_input_comes_first_and_one_that_is_the_output_stays_last() {
    FloatNetwork network =
        SampleNetworks.of(
            INPUT,
            new Conv("conv", Graph.INPUT, 3, 3, Window.square(3, 2, 1), 1),
            new Subsample("side", Graph.INPUT, 2, 0, 0),
            new Add("add", "conv", "side"),
            new Subsample("end", "add", 3, 0, 0));
    assertThat(EarlyShortcuts.of(network).graph().layers())
        .extracting(Layer::name)
        .containsExactly("side", "conv", "add", "end");
  }
}
