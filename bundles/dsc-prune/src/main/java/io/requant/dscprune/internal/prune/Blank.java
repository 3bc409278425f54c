package io.requant.dscprune.internal.prune;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network of zeros, where only the shape matters. */
final class Blank {

  private Blank() {}

  static FloatNetwork network(Graph graph) {
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      parameters.put(
          layer.name(),
          new FloatNetwork.Parameters(
              new float[layer.weightCount()], new float[layer.outChannels()]));
    }
    return new FloatNetwork(graph, parameters);
  }
}
