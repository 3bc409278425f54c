package io.requant.training.quantize;

import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Networks with random weights. */
final class TinyNetwork {

  private TinyNetwork() {}

  static FloatNetwork floats(Graph graph, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>();
    for (var layer : graph.parametricLayers()) {
      float[] weights = new float[layer.weightCount()];
      double size = Math.sqrt(2.0 / layer.weightsPerChannel());
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (size * random.nextDouble(-1, 1));
      }
      parameters.put(
          layer.name(), new FloatNetwork.Parameters(weights, new float[layer.outChannels()]));
    }
    return new FloatNetwork(graph, parameters);
  }
}
