package io.requant.model.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.network.FloatNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives layers with weights a rectifier of their own where they read a rectified tensor that runs
 * past them too, as the stream of a residual network does.
 *
 * <p>Rectifying twice changes nothing in real numbers. In integers it is where what the layer reads
 * gets its own, narrow width, while the stream, which costs no bit operations, keeps {@link
 * StepWidths#OUTER_BITS} bits: else its rounding adds up from block to block.
 */
final class OwnRectifiers {

  private OwnRectifiers() {}

  /** The same function, with rectifiers before the layers that need them. */
  static FloatNetwork of(FloatNetwork network) {
    Graph graph = network.graph();
    Set<String> names = graph.layers().stream().map(Layer::name).collect(Collectors.toSet());
    Map<String, String> own = new HashMap<>();
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : graph.layers()) {
      layers.add(reading(layer, own));
      if (layer instanceof Relu && isReadByBoth(graph, layer)) {
        String name = layer.name() + ".in";
        if (name.length() <= Graph.MAX_NAME && names.add(name)) {
          layers.add(Relu.uncapped(name, layer.name()));
          own.put(layer.name(), name);
        }
      }
    }
    if (own.isEmpty()) {
      return network;
    }
    return new FloatNetwork(
        new Graph(graph.name(), graph.inputShape(), graph.normalisation(), layers, graph.classes()),
        network.parameters());
  }

  private static boolean isReadByBoth(Graph graph, Layer tensor) {
    List<Layer> readers = graph.readers(tensor.name());
    long weighted = readers.stream().filter(Parametric.class::isInstance).count();
    return weighted > 0 && weighted < readers.size();
  }

  private static Layer reading(Layer layer, Map<String, String> own) {
    if (layer instanceof Conv c && own.containsKey(c.input())) {
      return new Conv(
          c.name(), own.get(c.input()), c.inChannels(), c.outChannels(), c.window(), c.groups());
    }
    if (layer instanceof Linear l && own.containsKey(l.input())) {
      return new Linear(l.name(), own.get(l.input()), l.inFeatures(), l.outFeatures());
    }
    return layer;
  }
}
