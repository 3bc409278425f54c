package io.requant.training.prune;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import io.requant.model.network.Digest;
import io.requant.model.network.FloatNetwork;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import io.requant.training.internal.export.Unfolding;
import io.requant.training.internal.export.WeightOrder;
import io.requant.training.internal.torch.BatchNorm;
import io.requant.training.internal.torch.LayerTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tensors of a finished network in a run that does not change them. */
final class TeacherTensors {

  private TeacherTensors() {}

  /**
   * All of them; behind each convolution a normalisation that adds its bias and does nothing else.
   *
   * @param network batch norm folded
   * @param prefix of their names
   */
  static Map<TensorSpec, float[]> of(FloatNetwork network, String prefix) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parametric layer : network.graph().parametricLayers()) {
      FloatNetwork.Parameters p = network.parameters().get(layer.name());
      if (layer instanceof Conv conv) {
        values.put(LayerTensor.WEIGHT.of(conv), WeightOrder.toTorch(conv, p.weights()));
        values.put(LayerTensor.GAMMA.of(conv), filled(conv, 1));
        values.put(LayerTensor.BETA.of(conv), p.bias());
        values.put(LayerTensor.MEAN.of(conv), filled(conv, 0));
        values.put(LayerTensor.VARIANCE.of(conv), filled(conv, 1 - BatchNorm.EPSILON));
      } else {
        values.put(LayerTensor.WEIGHT.of(layer), p.weights());
        values.put(LayerTensor.BIAS.of(layer), p.bias());
      }
    }
    Map<TensorSpec, float[]> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : LayerTensor.specs(network.graph(), 0)) {
      tensors.put(
          new TensorSpec(prefix + spec.name(), spec.shape(), new Update.Fixed()),
          values.get(spec.name()));
    }
    return tensors;
  }

  /** Tells one teacher from another. */
  static Digest digest(Map<TensorSpec, float[]> tensors) {
    Map<String, float[]> values = new LinkedHashMap<>();
    tensors.forEach((spec, value) -> values.put(spec.name(), value));
    return Unfolding.digest(values);
  }

  private static float[] filled(Conv conv, double value) {
    float[] values = new float[conv.outChannels()];
    Arrays.fill(values, (float) value);
    return values;
  }
}
