package io.requant.backend.fpga.internal;

import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Paper 3's network as far as it can be told: a stem and seven depthwise-separable layers of
 * MobileNetV1 at width 0.375, images of 96x96; random weights.
 */
public final class SeparableNetwork {

  private static final int EXTENT = 96;
  private static final int STEM = 12;
  private static final int[] CHANNELS = {24, 48, 48, 96, 96, 192, 192};
  private static final int CLASSES = 10;
  private static final int BIAS = 4000;

  private SeparableNetwork() {}

  /** The network. */
  public static Network network() {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv("stem", Graph.INPUT, 3, STEM, Window.square(3, 2, 1), 1));
    layers.add(Relu.six("stem.relu", "stem"));
    String x = "stem.relu";
    int in = STEM;
    for (int i = 1; i <= CHANNELS.length; i++) {
      int out = CHANNELS[i - 1];
      Window window = Window.square(3, i % 2 == 0 ? 2 : 1, 1);
      layers.add(new Conv("dw" + i, x, in, in, window, in));
      layers.add(Relu.six("dw" + i + ".relu", "dw" + i));
      layers.add(new Conv("pw" + i, "dw" + i + ".relu", in, out, Window.square(1, 1, 0), 1));
      x = "pw" + i + ".relu";
      layers.add(Relu.six(x, "pw" + i));
      in = out;
    }
    layers.add(new GlobalAvgPool("pool", x));
    layers.add(new Linear("fc", "pool", in, CLASSES));
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    return Nets.plausible(
        new Graph(
            "dsc7-96", new Shape(EXTENT, EXTENT, 3), Normalisation.identity(3), layers, classes));
  }

  /** Eight bits everywhere, with biases, which take memory too. */
  public static Policy policy(Network network) {
    SplittableRandom random = new SplittableRandom(5);
    Policy plausible = PlausiblePolicies.uniform(network, 8, 8);
    List<LayerPolicy> layers = new ArrayList<>();
    for (LayerPolicy layer : plausible.layers()) {
      LayerPolicy.Builder builder = LayerPolicy.of(layer.layer());
      if (layer.weightBits() > 0) {
        int[] bias = random.ints(layer.bias().length, -BIAS, BIAS).toArray();
        builder.weights(layer.weightBits(), layer.ratios(), bias);
      }
      layers.add(
          builder
              .output(layer.activationBits(), layer.low(), layer.high(), layer.outputScale())
              .requantize(layer.multipliers(), layer.shifts())
              .residual(layer.residual())
              .build());
    }
    return new Policy(
        plausible.name(), network.digest(), layers, plausible.cost(), Optional.empty());
  }
}
