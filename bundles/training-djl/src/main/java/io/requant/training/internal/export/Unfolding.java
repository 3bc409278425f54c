package io.requant.training.internal.export;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.network.Digest;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.training.internal.torch.LayerTensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link Folding} the other way round: puts normalisation behind every convolution of a network
 * that has it folded, or never had any. Its statistics are measured, its scale and shift equal to
 * them, so that it changes nothing.
 */
public final class Unfolding {
  private Unfolding() {}

  /**
   * Values to train from.
   *
   * @param start a network and what was measured of it
   * @return by tensor name, layer by layer
   */
  public static Map<String, float[]> values(SharedStart start) {
    FloatNetwork network = start.floats();
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parametric layer : network.graph().parametricLayers()) {
      FloatNetwork.Parameters p = network.parameters().get(layer.name());
      if (layer instanceof Conv conv) {
        values.put(LayerTensor.WEIGHT.of(conv), WeightOrder.toTorch(conv, p.weights()));
        values.put(LayerTensor.GAMMA.of(conv), start.deviations(conv));
        values.put(LayerTensor.BETA.of(conv), start.means(conv));
        float[] mean = start.means(conv);
        for (int c = 0; c < mean.length; c++) {
          mean[c] -= p.bias()[c];
        }
        values.put(LayerTensor.MEAN.of(conv), mean);
        values.put(LayerTensor.VARIANCE.of(conv), start.variances(conv));
      } else if (layer instanceof Linear) {
        values.put(LayerTensor.WEIGHT.of(layer), p.weights().clone());
        values.put(LayerTensor.BIAS.of(layer), p.bias().clone());
      }
    }
    return values;
  }

  /** Tells one start from another: of all values in their order. */
  public static Digest digest(Map<String, float[]> values) {
    int size = values.values().stream().mapToInt(v -> v.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES);
    for (float[] value : values.values()) {
      for (float v : value) {
        bytes.putFloat(v);
      }
    }
    return Digest.of(bytes.array());
  }
}
