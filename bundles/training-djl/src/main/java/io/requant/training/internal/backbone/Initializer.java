package io.requant.training.internal.backbone;

import io.requant.training.TensorSpec;
import io.requant.training.internal.data.Seeds;
import io.requant.training.internal.torch.LayerTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Starting values: normal with variance 2 / fan-in for convolutions (He et al. 2015, eq. 10). */
public final class Initializer {
  private static final long WEIGHT_STREAM = 0x77656967;

  private Initializer() {}

  /**
   * Values by name. The same seed gives the same values for the same tensors.
   *
   * @param specs tensors of a network: named by {@link LayerTensor}
   * @param seed seed of the run
   */
  public static Map<String, float[]> values(List<TensorSpec> specs, long seed) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      values.put(specs.get(i).name(), initial(specs.get(i), Seeds.at(seed, WEIGHT_STREAM, i)));
    }
    return values;
  }

  private static float[] initial(TensorSpec spec, SplittableRandom random) {
    float[] values = new float[spec.size()];
    String name = spec.name();
    if (name.endsWith(LayerTensor.WEIGHT.of(""))) {
      int fanIn = spec.size() / spec.shape().get(0);
      double gain = spec.shape().size() == 4 ? 2 : 1.0 / 3; // a rectifier follows, or none does
      double deviation = Math.sqrt(gain / fanIn);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
    } else if (name.endsWith(LayerTensor.GAMMA.of(""))
        || name.endsWith(LayerTensor.VARIANCE.of(""))) {
      Arrays.fill(values, 1);
    }
    return values;
  }
}
