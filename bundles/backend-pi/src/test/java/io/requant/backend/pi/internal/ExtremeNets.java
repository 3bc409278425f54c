package io.requant.backend.pi.internal;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A network whose activations are at the ends of their range, in patterns that make the sums inside
 * Winograd's transforms as large as they can be: squares of two by two, as the signs of a row of
 * its matrix go. Random images come near them about once in 40, and only at 9 bits.
 */
final class ExtremeNets {

  /** Of the pattern, and of tiles. */
  static final int PERIOD = 4;

  private static final int EXTENT = 12;
  private static final int SATURATING_SHIFT = 5;
  private static final int LARGEST = Byte.MAX_VALUE;

  private ExtremeNets() {}

  /** Weights as a trained network has them. */
  static Network plausible() {
    return Nets.plausible(graph());
  }

  private static Graph graph() {
    return new Graph(
        "extremes",
        new Shape(EXTENT, EXTENT, 3),
        Normalisation.identity(3),
        List.of(
            new Conv("stem", Graph.INPUT, 3, 32, Window.square(1, 1, 0), 1),
            Relu.uncapped("stem.relu", "stem"),
            new Conv("conv", "stem.relu", 32, 32, Window.square(3, 1, 1), 1),
            Relu.uncapped("conv.relu", "conv"),
            new Conv("depthwise", "conv.relu", 32, 32, Window.square(3, 1, 1), 32),
            Relu.uncapped("depthwise.relu", "depthwise"),
            new Conv("pointwise", "depthwise.relu", 32, 32, Window.square(1, 1, 0), 1),
            Relu.uncapped("relu", "pointwise"),
            new Flatten("flat", "relu"),
            new Linear("classifier", "flat", EXTENT * EXTENT * 32, 10)),
        List.of());
  }

  /** Every weight is the largest or the smallest; one in eight channels has but one sign. */
  static Network largest(long seed) {
    Graph graph = graph();
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, LayerWeights> weights = new HashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      short[] values = new short[Math.toIntExact(layer.weightCount())];
      for (int c = 0; c < layer.outChannels(); c++) {
        boolean alike = random.nextInt(8) == 0;
        short sign = (short) (random.nextBoolean() ? 1 : -1);
        for (int i = 0; i < layer.weightsPerChannel(); i++) {
          int flip = alike || random.nextBoolean() ? 1 : -1;
          values[c * layer.weightsPerChannel() + i] = (short) (LARGEST * sign * flip);
        }
      }
      float[] scales = new float[layer.outChannels()];
      Arrays.fill(scales, 1f / LARGEST);
      weights.put(layer.name(), new LayerWeights(BitPlanes.of(Byte.SIZE, values), scales));
    }
    return new Network(graph, InputEncoder.fittingScale(graph.normalisation()), weights);
  }

  /**
   * A policy of one width, the first layer's outputs 2^5 times as large and clamped to their range.
   */
  static Policy saturating(Network network, int weightBits, int activationBits) {
    Policy policy = PlausiblePolicies.uniform(network, weightBits, activationBits);
    List<LayerPolicy> layers = new ArrayList<>(policy.layers());
    LayerPolicy stem = layers.get(0);
    byte[] shifts = stem.shifts();
    for (int c = 0; c < shifts.length; c++) {
      shifts[c] = (byte) (shifts[c] - SATURATING_SHIFT);
    }
    layers.set(
        0,
        LayerPolicy.of(stem.layer())
            .weights(stem.weightBits(), stem.ratios(), stem.bias())
            .output(stem.activationBits(), stem.low(), stem.high(), stem.outputScale())
            .requantize(stem.multipliers(), shifts)
            .build());
    return new Policy(policy.name(), policy.network(), layers, policy.cost(), policy.accuracy());
  }

  /** The pattern, moved by less than {@link #PERIOD}: a whole input. */
  static byte[] squares(int down, int across) {
    byte[] input = new byte[EXTENT * EXTENT * 3];
    for (int i = 0; i < input.length; i++) {
      int y = i / 3 / EXTENT + down;
      int x = i / 3 % EXTENT + across;
      input[i] = (y / 2 + x / 2) % 2 == 0 ? Byte.MAX_VALUE : Byte.MIN_VALUE;
    }
    return input;
  }
}
