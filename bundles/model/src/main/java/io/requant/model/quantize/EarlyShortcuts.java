package io.requant.model.quantize;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Subsample;
import io.requant.model.network.FloatNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings shortcuts that only copy directly behind what they read. It changes nothing but the order,
 * and with it what {@link io.requant.model.program.FusionPlan} can fuse: a convolution takes along
 * the sum that reads it only if the other operand is there already, and is rounded once instead of
 * twice then. Exporters write such shortcuts where they stand in the source, mostly too late.
 */
final class EarlyShortcuts {

  private EarlyShortcuts() {}

  /** The same network, its layers in the better order. */
  static FloatNetwork of(FloatNetwork network) {
    Graph graph = network.graph();
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : graph.layers()) {
      boolean moves = layer instanceof Subsample;
      layers.add(moves ? behind(layers, layer.inputs().get(0)) : layers.size(), layer);
    }
    if (layers.equals(graph.layers())) {
      return network;
    }
    return new FloatNetwork(
        new Graph(graph.name(), graph.inputShape(), graph.normalisation(), layers, graph.classes()),
        network.parameters());
  }

  private static int behind(List<Layer> layers, String tensor) {
    for (int i = layers.size(); i > 0; i--) {
      if (layers.get(i - 1).name().equals(tensor)) {
        return i;
      }
    }
    return 0;
  }
}
