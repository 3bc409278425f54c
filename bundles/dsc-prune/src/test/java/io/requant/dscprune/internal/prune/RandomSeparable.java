package io.requant.dscprune.internal.prune;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.FloatNetwork;
import io.requant.model.testing.RandomNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Depthwise-separable networks of all kinds from a seed. */
public final class RandomSeparable {

  private RandomSeparable() {}

  /** A network with 1..5 separable layers, with and without rectifiers, ending in a pool or not. */
  public static FloatNetwork network(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int side = 4 + random.nextInt(6);
    int channels = 1 + random.nextInt(3);
    List<Layer> layers = new ArrayList<>();
    int width = 2 + random.nextInt(5);
    layers.add(
        new Conv(
            "stem", Graph.INPUT, channels, width, Window.square(3, 1 + random.nextInt(2), 1), 1));
    String last = relu(layers, "stem", random);
    for (int i = 1; i <= 1 + random.nextInt(5); i++) {
      int stride = random.nextInt(4) == 0 ? 2 : 1;
      layers.add(new Conv("dw" + i, last, width, width, Window.square(3, stride, 1), width));
      last = relu(layers, "dw" + i, random);
      int next = random.nextBoolean() ? width : 2 + random.nextInt(5);
      layers.add(new Conv("pw" + i, last, width, next, Window.square(1, 1, 0), 1));
      width = next;
      last = relu(layers, "pw" + i, random);
      if (random.nextInt(5) == 0) {
        layers.add(new MaxPool("max" + i, last, Window.square(3, 1, 1)));
        last = "max" + i;
      }
    }
    Graph body = graph(new Shape(side, side, channels), layers, List.of());
    Shape shape = body.outputShape();
    int features = width;
    if (random.nextBoolean()) {
      layers.add(new GlobalAvgPool("pool", last));
    } else {
      layers.add(new Flatten("pool", last));
      features = shape.size();
    }
    layers.add(new Linear("fc", "pool", features, 3));
    Graph graph = graph(body.inputShape(), layers, List.of("a", "b", "c"));
    return RandomNetworks.floats(random, graph);
  }

  private static Graph graph(Shape input, List<Layer> layers, List<String> classes) {
    return new Graph("random", input, Normalisation.identity(input.channels()), layers, classes);
  }

  private static String relu(List<Layer> layers, String conv, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return conv;
    }
    layers.add(
        random.nextBoolean()
            ? Relu.uncapped(conv + ".relu", conv)
            : Relu.six(conv + ".relu", conv));
    return conv + ".relu";
  }

  /** Channels to keep of some of its convolutions. */
  public static Map<String, int[]> kept(Graph graph, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, int[]> kept = new TreeMap<>();
    for (Conv conv : ChannelPruning.prunable(graph)) {
      int[] some =
          IntStream.range(0, conv.outChannels()).filter(c -> random.nextBoolean()).toArray();
      if (some.length > 0) {
        kept.put(conv.name(), some);
      }
    }
    return kept;
  }

  /** An input. */
  public static float[] input(Graph graph, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] input = new float[graph.inputShape().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextDouble(-2, 2);
    }
    return input;
  }
}
