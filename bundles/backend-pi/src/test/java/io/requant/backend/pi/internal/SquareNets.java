package io.requant.backend.pi.internal;

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
import io.requant.model.network.Network;
import io.requant.model.testing.Nets;
import io.requant.model.testing.RandomNetworks;
import io.requant.model.testing.RandomPolicies;
import io.requant.model.testing.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random networks of what fast kernels are made for: 3x3 convolutions of stride 1 with channels
 * enough for vectors, with and without padding, residuals and a depthwise layer, at sizes around
 * those of tiles, their widths on both sides of what such kernels take.
 */
public final class SquareNets {

  private static final int MOST_EXTENT = 14;
  private static final int[] CHANNELS = {8, 15, 16, 17, 31, 32, 33, 48, 64};

  /** Most bits: bytes, words, words that are taken in halves. */
  private static final int[] ACTIVATIONS = {8, 8, 11, 16};

  private SquareNets() {}

  /** The case of a seed. */
  public static TestCase of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Graph graph = graph(random);
    boolean plausible = random.nextBoolean();
    Network network = plausible ? Nets.plausible(graph) : RandomNetworks.network(random, graph);
    int weights = random.nextInt(3) == 0 ? 11 : 8;
    int activations = ACTIVATIONS[random.nextInt(ACTIVATIONS.length)];
    return new TestCase(
        seed, network, RandomPolicies.policy(random, network, weights, activations));
  }

  private static Graph graph(SplittableRandom random) {
    int wide = CHANNELS[random.nextInt(CHANNELS.length)];
    int inner = CHANNELS[random.nextInt(CHANNELS.length)];
    int padding = random.nextInt(2);
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv("stem", Graph.INPUT, 3, wide, Window.square(3, 1, 1), 1));
    String x = "stem";
    if (random.nextBoolean()) {
      x = "stem.relu";
      layers.add(Relu.uncapped(x, "stem"));
    }
    layers.add(new Conv("first", x, wide, inner, Window.square(3, 1, padding), 1));
    layers.add(Relu.six("first.relu", "first"));
    layers.add(new Conv("second", "first.relu", inner, wide, Window.square(3, 1, 1), 1));
    String sum = "second";
    if (padding == 1) {
      sum = "sum";
      layers.add(new Add(sum, "second", x));
    }
    layers.add(Relu.uncapped("relu", sum));
    layers.add(new Conv("depthwise", "relu", wide, wide, Window.square(3, 1, 1), wide));
    layers.add(new GlobalAvgPool("pool", "depthwise"));
    layers.add(new Linear("classifier", "pool", wide, 10));
    Shape input =
        new Shape(random.nextInt(3, MOST_EXTENT + 1), random.nextInt(3, MOST_EXTENT + 1), 3);
    return new Graph("square", input, Normalisation.identity(3), layers, List.of());
  }
}
