package io.requant.backend.fpga.internal.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.Quantization;
import io.requant.model.testing.RandomNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WidthPoliciesTest {

  private static final Graph GRAPH =
      new Graph(
          "small",
          new Shape(8, 8, 1),
          Normalisation.identity(1),
          List.of(
              new Conv("a", Graph.INPUT, 1, 4, Window.square(3, 1, 1), 1),
              Relu.uncapped("ra", "a"),
              new Conv("b", "ra", 4, 4, Window.square(3, 1, 1), 1),
              Relu.uncapped("rb", "b"),
              new GlobalAvgPool("pool", "rb"),
              new Linear("fc", "pool", 4, 3)),
          List.of());

  private static WidthPolicies policies() {
    List<byte[]> images = new ArrayList<>();
    Random random = new Random(2);
    for (int i = 0; i < 8; i++) {
      byte[] image = new byte[64];
      random.nextBytes(image);
      images.add(image);
    }
    return new WidthPolicies(
        RandomNetworks.floats(new SplittableRandom(1), GRAPH), CalibrationImages.ofPixels(images));
  }

  private static List<Integer> weightBits(Quantization quantized) {
    return Program.of(quantized.network(), quantized.policies().get(0)).steps().stream()
        .filter(Step.Convolve.class::isInstance)
        .map(step -> ((Step.Convolve) step).weightBits())
        .toList();
  }

  @Test
  void everyLayerHasTheWidthThatWasAskedFor() {
    assertThat(weightBits(policies().uniform(2))).containsExactly(2, 2, 2);
    assertThat(weightBits(policies().uniform(12))).containsExactly(12, 12, 12);
    assertThat(weightBits(policies().mixed(5, 9))).containsExactly(9, 7, 5);
  }
}
