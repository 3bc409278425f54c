package io.requant.backend.pi.internal;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Add;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomPolicies;
import io.requant.model.testing.TestCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Networks with weights of 0 in every pattern: blocks of 1x4 and 16x4, single weights, whole dead
 * input and output channels, from none to all of them; windows, strides, groups and sizes odd.
 */
public final class SparseNets {

  private static final int[] CHANNELS = {4, 6, 8, 12, 16, 20, 24, 32, 36, 48, 64};
  private static final int[] PERCENT = {0, 25, 50, 75, 90, 95, 99, 100};

  /** What is zero as a whole: output channels x input channels. */
  public enum Pattern {
    SINGLE(1, 1),
    WORD(1, 4),
    BLOCK(16, 4),
    INPUT(Integer.MAX_VALUE, 1),
    OUTPUT(1, Integer.MAX_VALUE);

    private final int outputs;
    private final int inputs;

    Pattern(int outputs, int inputs) {
      this.outputs = outputs;
      this.inputs = inputs;
    }
  }

  private SparseNets() {}

  /** The case of a seed. */
  public static TestCase of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Graph graph = graph(random);
    Network network = network(random, graph);
    int most = random.nextInt(4) == 0 ? 11 : 8;
    boolean plausible = random.nextInt(3) > 0;
    return new TestCase(
        seed,
        network,
        plausible
            ? plausible(network, random.nextInt(2, 9))
            : RandomPolicies.policy(random, network, most, most));
  }

  /** A policy whose scales suit the network without zeros: a dead layer has no size to scale by. */
  private static Policy plausible(Network network, int bits) {
    Policy full = PlausiblePolicies.uniform(Nets.plausible(network.graph()), bits, 8);
    return new Policy(full.name(), network.digest(), full.layers(), full.cost(), Optional.empty());
  }

  private static Graph graph(SplittableRandom random) {
    int wide = CHANNELS[random.nextInt(CHANNELS.length)];
    int inner = CHANNELS[random.nextInt(CHANNELS.length)];
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv("stem", Graph.INPUT, 3, wide, Window.square(3, 1, 1), 1));
    layers.add(Relu.uncapped("stem.relu", "stem"));
    int kernel = random.nextInt(1, 6);
    int stride = random.nextInt(1, 4);
    Window odd = Window.square(kernel, stride, random.nextInt(kernel));
    int groups = random.nextInt(3) == 0 ? 2 : 1;
    layers.add(new Conv("first", "stem.relu", wide, inner, odd, groups));
    layers.add(Relu.six("first.relu", "first"));
    layers.add(new Conv("second", "first.relu", inner, inner, Window.square(3, 1, 1), 1));
    layers.add(new Add("sum", "second", "first.relu"));
    layers.add(Relu.uncapped("relu", "sum"));
    layers.add(new Conv("pointwise", "relu", inner, wide, Window.square(1, 1, 0), groups));
    layers.add(new GlobalAvgPool("pool", "pointwise"));
    layers.add(new Linear("classifier", "pool", wide, 10));
    Shape input = new Shape(random.nextInt(5, 20), random.nextInt(5, 20), 3);
    return new Graph("sparse", input, Normalisation.identity(3), layers, List.of());
  }

  private static Network network(SplittableRandom random, Graph graph) {
    Map<String, LayerWeights> weights = new HashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      Pattern pattern = Pattern.values()[random.nextInt(Pattern.values().length)];
      weights.put(
          layer.name(), weights(random, layer, pattern, PERCENT[random.nextInt(PERCENT.length)]));
    }
    return new Network(graph, 0.01, weights);
  }

  /** Any topology with blocks of zeros in every layer but the first and the last. */
  public static Network withZeros(long seed, Graph graph, Pattern pattern, int percent) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, LayerWeights> weights = new HashMap<>();
    List<Parametric> layers = graph.parametricLayers();
    for (Parametric layer : layers) {
      boolean outer = layer == layers.get(0) || layer == layers.get(layers.size() - 1);
      weights.put(layer.name(), weights(random, layer, pattern, outer ? 0 : percent));
    }
    return new Network(graph, 0.02, weights);
  }

  private static LayerWeights weights(
      RandomGenerator random, Parametric layer, Pattern pattern, int percent) {
    int channels = layer.outChannels();
    int per = layer.weightsPerChannel();
    int inputs = layer instanceof Conv c ? c.inChannels() / c.groups() : per;
    int limit = Bits.weightLimit(8);
    short[] values = new short[channels * per];
    Map<Long, Boolean> zero = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      long block = block(pattern, i / per, i % per / inputs, i % inputs);
      if (!zero.computeIfAbsent(block, b -> random.nextInt(100) < percent)) {
        long value = Math.round(random.nextGaussian() * limit / 3);
        values[i] = (short) Math.max(-limit, Math.min(limit, value));
      }
    }
    float[] scales = new float[channels];
    for (int c = 0; c < channels; c++) {
      scales[c] = (float) (3 * Math.sqrt(2.0 / per) / limit * (0.7 + 0.6 * random.nextDouble()));
    }
    return new LayerWeights(BitPlanes.of(8, values), scales);
  }

  /** Number of the block that a weight is part of; positions are those of the window. */
  private static long block(Pattern pattern, int output, int position, int input) {
    return switch (pattern) {
      case INPUT -> input;
      case OUTPUT -> output;
      default ->
          ((long) (output / pattern.outputs) << 40)
              | (long) position << 20
              | input / pattern.inputs;
    };
  }
}
