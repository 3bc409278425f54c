package io.requant.model.quantize;

import io.requant.model.graph.Add;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import java.util.HashMap;
import java.util.Map;

/**
 * Which channels of which tensors must be multiplied by the same factor, if any is, for the network
 * to compute the same function: those that rectifiers, sums, pools and copies connect. Channels on
 * both sides of a layer with weights are independent of each other.
 */
final class ChannelClasses {

  private final Graph graph;
  private final Map<String, Integer> first = new HashMap<>();
  private final int[] parent;
  private final boolean[] fixed;

  ChannelClasses(Graph graph) {
    this.graph = graph;
    int count = reserve(Graph.INPUT, 0);
    for (Layer layer : graph.layers()) {
      count = reserve(layer.name(), count);
    }
    parent = new int[count];
    for (int i = 0; i < count; i++) {
      parent[i] = i;
    }
    fixed = new boolean[count];
    fix(Graph.INPUT);
    fix(graph.output().name());
    graph.layers().forEach(this::connect);
  }

  private int reserve(String tensor, int from) {
    first.put(tensor, from);
    return from + graph.shape(tensor).channels();
  }

  private void connect(Layer layer) {
    if (layer instanceof Parametric) {
      return;
    }
    String input = layer.inputs().get(0);
    Shape in = graph.shape(input);
    if (layer instanceof Flatten) {
      for (int i = 0; i < in.size(); i++) {
        join(input, i % in.channels(), layer.name(), i);
      }
      return;
    }
    int before = layer instanceof Subsample pick ? pick.channelsBefore() : 0;
    for (int c = 0; c < in.channels(); c++) {
      join(input, c, layer.name(), before + c);
      if (layer instanceof Add add) {
        join(add.right(), c, layer.name(), c);
      }
    }
    if (layer instanceof Relu relu && relu.capped()) {
      fix(layer.name());
    }
  }

  private void fix(String tensor) {
    for (int c = 0; c < graph.shape(tensor).channels(); c++) {
      fixed[of(tensor, c)] = true;
    }
  }

  private void join(String a, int channelOfA, String b, int channelOfB) {
    int one = of(a, channelOfA);
    int other = of(b, channelOfB);
    parent[one] = other;
    fixed[other] |= fixed[one];
  }

  /** Class of a channel: a number below {@link #count()}. */
  int of(String tensor, int channel) {
    int i = first.get(tensor) + channel;
    while (parent[i] != i) {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
    return i;
  }

  /** Upper limit of the class numbers. */
  int count() {
    return parent.length;
  }

  /** Whether the factor of a class must be 1: input, output and capped rectifiers. */
  boolean fixed(int channelClass) {
    return fixed[channelClass];
  }
}
