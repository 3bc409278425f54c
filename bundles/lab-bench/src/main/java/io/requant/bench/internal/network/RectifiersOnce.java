package io.requant.bench.internal.network;

import io.requant.model.graph.Add;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Subsample;
import io.requant.model.network.FloatNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes away rectifiers of what is rectified already: quantization adds them where a tensor is
 * stored at two widths, and in real numbers they do nothing. Peers are spared the work.
 */
final class RectifiersOnce {

  private RectifiersOnce() {}

  static FloatNetwork of(FloatNetwork network) {
    Graph graph = network.graph();
    Map<String, Double> caps = new HashMap<>();
    Map<String, String> instead = new HashMap<>();
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : graph.layers()) {
      String input = instead.getOrDefault(layer.inputs().get(0), layer.inputs().get(0));
      if (layer instanceof Relu relu) {
        Double cap = caps.get(input);
        if (cap != null && cap <= relu.cap() && layer != graph.output()) {
          instead.put(layer.name(), input);
          continue;
        }
        caps.put(layer.name(), relu.cap());
      }
      layers.add(reading(layer, instead));
    }
    Graph once =
        new Graph(graph.name(), graph.inputShape(), graph.normalisation(), layers, graph.classes());
    return new FloatNetwork(once, network.parameters());
  }

  private static Layer reading(Layer layer, Map<String, String> instead) {
    String in = instead.getOrDefault(layer.inputs().get(0), layer.inputs().get(0));
    if (layer instanceof Conv c) {
      return new Conv(c.name(), in, c.inChannels(), c.outChannels(), c.window(), c.groups());
    }
    if (layer instanceof Linear l) {
      return new Linear(l.name(), in, l.inFeatures(), l.outFeatures());
    }
    if (layer instanceof Add a) {
      return new Add(a.name(), in, instead.getOrDefault(a.right(), a.right()));
    }
    if (layer instanceof Relu r) {
      return new Relu(r.name(), in, r.cap());
    }
    if (layer instanceof MaxPool p) {
      return new MaxPool(p.name(), in, p.window());
    }
    if (layer instanceof AvgPool p) {
      return new AvgPool(p.name(), in, p.window());
    }
    if (layer instanceof GlobalAvgPool p) {
      return new GlobalAvgPool(p.name(), in);
    }
    if (layer instanceof Subsample s) {
      return new Subsample(s.name(), in, s.stride(), s.channelsBefore(), s.channelsAfter());
    }
    return new Flatten(layer.name(), in);
  }
}
