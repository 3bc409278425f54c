package io.requant.model.network;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A topology with real parameters, batch norm folded: what training and ONNX import give, and what
 * quantization starts from.
 *
 * @param graph topology
 * @param parameters weights and biases of every layer that has them, by layer name
 */
public record FloatNetwork(Graph graph, Map<String, Parameters> parameters) {

  /**
   * Parameters of one layer. The arrays are not copied: do not change them.
   *
   * @param weights ordered output channel, kernel row, kernel column, input channel
   * @param bias one per output channel
   */
  @SuppressWarnings("ArrayRecordComponent") // millions of floats: shared on purpose, never compared
  public record Parameters(float[] weights, float[] bias) {}

  public FloatNetwork {
    Map<String, Parameters> ordered = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      Parameters p = parameters.get(layer.name());
      if (p == null) {
        throw new IllegalArgumentException("layer '" + layer.name() + "' has no parameters");
      }
      if (p.weights().length != layer.weightCount() || p.bias().length != layer.outChannels()) {
        throw new IllegalArgumentException(
            "layer '%s': %d weights and %d biases; its shape needs %d and %d"
                .formatted(
                    layer.name(),
                    p.weights().length,
                    p.bias().length,
                    layer.weightCount(),
                    layer.outChannels()));
      }
      checkFinite(layer.name(), p.weights());
      checkFinite(layer.name(), p.bias());
      ordered.put(layer.name(), p);
    }
    if (ordered.size() != parameters.size()) {
      throw new IllegalArgumentException(
          "parameters for layers that have none: " + parameters.keySet());
    }
    parameters = java.util.Collections.unmodifiableMap(ordered);
  }

  private static void checkFinite(String layer, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "layer '" + layer + "' has a parameter that is " + value + "; train it again");
      }
    }
  }
}
