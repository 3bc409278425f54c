package io.requant.training.internal.export;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import io.requant.training.internal.torch.BatchNorm;
import io.requant.training.internal.torch.LayerTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Removes batch normalisation: {@code gamma (w * x - mean) / sqrt(variance + epsilon) + beta} is a
 * convolution with scaled weights and a bias (Jacob et al. 2018, eq. 14). Computed in doubles.
 */
public final class Folding {
  private Folding() {}

  /**
   * Folds every convolution.
   *
   * @param graph topology
   * @param tensors values by tensor name
   */
  public static FloatNetwork fold(Graph graph, Map<String, float[]> tensors) {
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      parameters.put(
          layer.name(), layer instanceof Conv c ? fold(c, tensors) : linear(layer, tensors));
    }
    return new FloatNetwork(graph, parameters);
  }

  private static FloatNetwork.Parameters fold(Conv conv, Map<String, float[]> tensors) {
    float[] weights = WeightOrder.toModel(conv, tensors.get(LayerTensor.WEIGHT.of(conv)));
    float[] gamma = tensors.get(LayerTensor.GAMMA.of(conv));
    float[] beta = tensors.get(LayerTensor.BETA.of(conv));
    float[] mean = tensors.get(LayerTensor.MEAN.of(conv));
    float[] variance = tensors.get(LayerTensor.VARIANCE.of(conv));
    int perChannel = conv.weightsPerChannel();
    float[] folded = new float[weights.length];
    float[] bias = new float[conv.outChannels()];
    for (int o = 0; o < conv.outChannels(); o++) {
      double factor = gamma[o] / Math.sqrt(variance[o] + BatchNorm.EPSILON);
      bias[o] = (float) (beta[o] - mean[o] * factor);
      for (int i = o * perChannel; i < (o + 1) * perChannel; i++) {
        folded[i] = (float) (weights[i] * factor);
      }
    }
    return new FloatNetwork.Parameters(folded, bias);
  }

  private static FloatNetwork.Parameters linear(Parametric layer, Map<String, float[]> tensors) {
    return new FloatNetwork.Parameters(
        tensors.get(LayerTensor.WEIGHT.of(layer)).clone(),
        tensors.get(LayerTensor.BIAS.of(layer)).clone());
  }
}
