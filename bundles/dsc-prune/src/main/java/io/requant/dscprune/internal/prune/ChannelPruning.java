package io.requant.dscprune.internal.prune;

import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Removes channels with everything that depends on them: the filter that makes one and its bias
 * (with the normalisation folded into both), the filter of the depthwise convolution that reads it,
 * and the weights by which later layers read it. The result has smaller tensors, and computes what
 * the network computes when {@link #zeroed} channels are zero behind their rectifiers.
 */
public final class ChannelPruning {

  private final FloatNetwork network;
  private final Graph graph;

  /** Prepares. */
  public ChannelPruning(FloatNetwork network) {
    this.network = network;
    this.graph = network.graph();
  }

  /**
   * Convolutions whose channels can be removed: those that mix channels, before the result, of a
   * network without sums.
   */
  public static List<Conv> prunable(Graph graph) {
    return graph.layers().stream()
        .filter(Conv.class::isInstance)
        .map(Conv.class::cast)
        .filter(c -> c.groups() == 1 && c != graph.output())
        .toList();
  }

  /**
   * Removes channels.
   *
   * @param kept indices of the channels that stay, ascending, at least one, by the name of a {@link
   *     #prunable} convolution; all of those that are not named
   * @throws IllegalArgumentException naming the layer that does not exist or cannot be cut, or the
   *     indices that do not fit
   */
  public FloatNetwork keep(Map<String, int[]> kept) {
    check(kept);
    Map<String, Integer> counts = new HashMap<>();
    kept.forEach((name, channels) -> counts.put(name, channels.length));
    Graph smaller = cut(graph, counts);
    Map<String, int[]> tensors = new HashMap<>();
    tensors.put(Graph.INPUT, all(graph.inputShape().channels()));
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>();
    for (Layer layer : graph.layers()) {
      int[] in = tensors.get(layer.inputs().get(0));
      int[] out = in;
      if (layer instanceof Conv conv) {
        out = conv.groups() == 1 ? kept.getOrDefault(conv.name(), all(conv.outChannels())) : in;
        int[] read = conv.groups() == 1 ? in : new int[1];
        FloatNetwork.Parameters own = network.parameters().get(conv.name());
        parameters.put(conv.name(), cut(own, read, out, conv.window().area()));
      } else if (layer instanceof Linear linear) {
        out = all(linear.outFeatures());
        parameters.put(linear.name(), cut(network.parameters().get(linear.name()), in, out, 1));
      } else if (layer instanceof Flatten) {
        out = flattened(graph.shape(layer.inputs().get(0)), in);
      }
      tensors.put(layer.name(), out);
    }
    return new FloatNetwork(smaller, parameters);
  }

  /**
   * The graph with fewer channels.
   *
   * @param counts channels that stay by the name of a {@link #prunable} convolution; all of those
   *     that are not named
   * @throws IllegalArgumentException naming the layer that cannot be cut
   */
  public static Graph cut(Graph graph, Map<String, Integer> counts) {
    Map<String, Integer> channels = new HashMap<>();
    channels.put(Graph.INPUT, graph.inputShape().channels());
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : graph.layers()) {
      int in = channels.get(layer.inputs().get(0));
      int out = in;
      if (layer instanceof Conv conv) {
        out = conv.groups() == 1 ? counts.getOrDefault(conv.name(), conv.outChannels()) : in;
        layers.add(cut(conv, in, out));
      } else if (layer instanceof Linear linear) {
        out = linear.outFeatures();
        layers.add(new Linear(linear.name(), linear.input(), in, out));
      } else if (layer instanceof Flatten) {
        Shape shape = graph.shape(layer.inputs().get(0));
        out = in * shape.height() * shape.width();
        layers.add(layer);
      } else if (keepsChannels(layer)) {
        layers.add(layer);
      } else {
        throw new IllegalArgumentException(
            "layer '%s' ties channels of several tensors; only chains of convolutions can be cut"
                .formatted(layer.name()));
      }
      channels.put(layer.name(), out);
    }
    return new Graph(
        graph.name(), graph.inputShape(), graph.normalisation(), layers, graph.classes());
  }

  /**
   * The network of the same size whose channels that are not kept always are zero: their filters
   * and biases are, and those of the depthwise convolutions that read them.
   *
   * @param kept as for {@link #keep}
   */
  public FloatNetwork zeroed(Map<String, int[]> kept) {
    check(kept);
    Map<String, boolean[]> gone = new HashMap<>();
    gone.put(Graph.INPUT, new boolean[graph.inputShape().channels()]);
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>(network.parameters());
    for (Layer layer : graph.layers()) {
      boolean[] zero = gone.get(layer.inputs().get(0));
      if (layer instanceof Conv conv) {
        if (conv.groups() == 1) {
          zero = new boolean[conv.outChannels()];
          java.util.Arrays.fill(zero, kept.containsKey(conv.name()));
          for (int c : kept.getOrDefault(conv.name(), new int[0])) {
            zero[c] = false;
          }
        }
        parameters.put(conv.name(), zeroed(conv, zero));
      }
      gone.put(layer.name(), zero);
    }
    return new FloatNetwork(graph, parameters);
  }

  private FloatNetwork.Parameters zeroed(Conv conv, boolean[] zero) {
    float[] weights = network.parameters().get(conv.name()).weights().clone();
    float[] bias = network.parameters().get(conv.name()).bias().clone();
    int each = conv.weightsPerChannel();
    for (int c = 0; c < bias.length; c++) {
      if (zero[c]) {
        bias[c] = 0;
        java.util.Arrays.fill(weights, c * each, (c + 1) * each, 0);
      }
    }
    return new FloatNetwork.Parameters(weights, bias);
  }

  private void check(Map<String, int[]> kept) {
    List<Conv> possible = prunable(graph);
    kept.forEach(
        (name, indices) -> {
          Conv conv =
              possible.stream()
                  .filter(c -> c.name().equals(name))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "no channels of layer '%s' can be removed; those of %s can"
                                  .formatted(name, possible.stream().map(Conv::name).toList())));
          boolean ascending =
              IntStream.range(1, indices.length).allMatch(i -> indices[i] > indices[i - 1]);
          if (indices.length == 0
              || !ascending
              || indices[0] < 0
              || indices[indices.length - 1] >= conv.outChannels()) {
            throw new IllegalArgumentException(
                "layer '%s': indices of 1..%d channels that ascend are needed"
                    .formatted(name, conv.outChannels()));
          }
        });
  }

  private static boolean keepsChannels(Layer layer) {
    return layer instanceof Relu
        || layer instanceof MaxPool
        || layer instanceof AvgPool
        || layer instanceof GlobalAvgPool;
  }

  private static Conv cut(Conv conv, int in, int out) {
    if (conv.kind() == Conv.Kind.GROUPED) {
      throw new IllegalArgumentException(
          "layer '%s' has %d groups; only depthwise ones can be cut"
              .formatted(conv.name(), conv.groups()));
    }
    return new Conv(
        conv.name(), conv.input(), in, out, conv.window(), conv.groups() == 1 ? 1 : out);
  }

  /**
   * Takes some of the weights.
   *
   * @param in channels that are read
   * @param out channels that are made
   * @param area positions of the window
   */
  private static FloatNetwork.Parameters cut(
      FloatNetwork.Parameters p, int[] in, int[] out, int area) {
    int channels = p.weights().length / p.bias().length / area;
    float[] weights = new float[out.length * area * in.length];
    float[] bias = new float[out.length];
    int at = 0;
    for (int o = 0; o < out.length; o++) {
      bias[o] = p.bias()[out[o]];
      for (int position = 0; position < area; position++) {
        for (int i : in) {
          weights[at++] = p.weights()[(out[o] * area + position) * channels + i];
        }
      }
    }
    return new FloatNetwork.Parameters(weights, bias);
  }

  private static int[] flattened(Shape shape, int[] channels) {
    return IntStream.range(0, shape.height() * shape.width())
        .flatMap(p -> IntStream.of(channels).map(c -> p * shape.channels() + c))
        .toArray();
  }

  private static int[] all(int channels) {
    return IntStream.range(0, channels).toArray();
  }
}
