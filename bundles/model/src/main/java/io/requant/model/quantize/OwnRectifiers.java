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
 * Gives layers with weights a rectifier of their own where they read a rectified tensor that others
 * read too, as the stream of a residual network is: sums, shortcuts, projections.
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
    Map<String, String> own = new HashMap<>(); // tensor that a layer reads from now on
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : graph.layers()) {
      layers.add(reading(layer, own));
      if (layer instanceof Relu) {
        addFor(graph, layer, names, own, layers);
      }
    }
    if (own.isEmpty()) {
      return network;
    }
    return new FloatNetwork(
        new Graph(graph.name(), graph.inputShape(), graph.normalisation(), layers, graph.classes()),
        network.parameters());
  }

  /**
   * Adds a rectifier for each layer with weights that shares a tensor, so that each has a width of
   * its own to choose.
   */
  private static void addFor(
      Graph graph, Layer tensor, Set<String> names, Map<String, String> own, List<Layer> layers) {
    List<Layer> readers = graph.readers(tensor.name());
    if (readers.size() == 1) {
      return;
    }
    int number = 1;
    for (Layer reader : readers) {
      if (reader instanceof Parametric) {
        String name = tensor.name() + ".in" + (number == 1 ? "" : number);
        number++;
        if (name.length() <= Graph.MAX_NAME && names.add(name)) {
          layers.add(Relu.uncapped(name, tensor.name()));
          own.put(reader.name(), name);
        }
      }
    }
  }

  private static Layer reading(Layer layer, Map<String, String> own) {
    String input = own.get(layer.name());
    if (input != null && layer instanceof Conv c) {
      return new Conv(c.name(), input, c.inChannels(), c.outChannels(), c.window(), c.groups());
    }
    if (input != null && layer instanceof Linear l) {
      return new Linear(l.name(), input, l.inFeatures(), l.outFeatures());
    }
    return layer;
  }
}
