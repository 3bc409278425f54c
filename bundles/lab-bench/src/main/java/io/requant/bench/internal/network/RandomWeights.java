package io.requant.bench.internal.network;

import io.requant.model.graph.Add;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.FloatNetwork.Parameters;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Weights for a network that nobody has trained: normal, of the variance 2 / inputs of He et al.
 * (2015), so that signals neither vanish nor grow; branches that are added are weaker.
 */
final class RandomWeights {

  private static final double BRANCH = 0.3;
  private static final double BIAS = 0.05;

  private RandomWeights() {}

  static FloatNetwork of(Graph graph, long seed) {
    Random random = new Random(seed);
    Map<String, Parameters> parameters = new HashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      boolean branch = graph.readers(layer.name()).stream().anyMatch(Add.class::isInstance);
      double deviation = Math.sqrt(2.0 / layer.weightsPerChannel()) * (branch ? BRANCH : 1);
      float[] weights = new float[layer.weightCount()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (random.nextGaussian() * deviation);
      }
      float[] bias = new float[layer.outChannels()];
      for (int i = 0; i < bias.length; i++) {
        bias[i] = (float) (random.nextGaussian() * BIAS);
      }
      parameters.put(layer.name(), new Parameters(weights, bias));
    }
    return new FloatNetwork(graph, parameters);
  }
}
