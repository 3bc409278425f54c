package io.requant.training.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedTensors;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors of the widths of a network that is not trained any more. */
final class FrozenTensors {

  private FrozenTensors() {}

  /** Everything that belongs to a width; statistics that were not kept start anew. */
  static Map<TensorSpec, float[]> of(SharedNetwork shared) {
    QuantizationPoints points = shared.points();
    Map<TensorSpec, float[]> tensors = new LinkedHashMap<>();
    for (Parametric layer : shared.graph().parametricLayers()) {
      for (int bits : shared.widths()) {
        String ratio = SharedTensors.ratio(layer.name(), bits);
        if (shared.tensors().containsKey(ratio)) {
          put(tensors, ratio, List.of(), shared.tensors().get(ratio), new Update.Fixed());
        }
        if (layer instanceof Conv conv
            && !SharedTensors.normalisation(points, conv, bits).equals(conv.name())
            && shared.tensors().containsKey(gamma(points, conv, bits))) {
          normalisation(tensors, shared, conv, bits);
        }
      }
    }
    for (String point : points.readers().keySet()) {
      for (int bits : shared.widths()) {
        String gain = SharedTensors.gain(point, bits);
        put(tensors, gain, List.of(), shared.tensors().get(gain), new Update.Fixed());
      }
    }
    return tensors;
  }

  private static String gamma(QuantizationPoints points, Conv conv, int bits) {
    return SharedTensors.normalisation(points, conv, bits) + ".gamma";
  }

  private static void normalisation(
      Map<TensorSpec, float[]> tensors, SharedNetwork shared, Conv conv, int bits) {
    String prefix = SharedTensors.normalisation(shared.points(), conv, bits);
    List<Integer> shape = List.of(conv.outChannels());
    Map<String, float[]> values = shared.tensors();
    for (String part : List.of(".gamma", ".beta")) {
      put(tensors, prefix + part, shape, values.get(prefix + part), new Update.Fixed());
    }
    float[] zeros = new float[conv.outChannels()];
    float[] ones = new float[conv.outChannels()];
    Arrays.fill(ones, 1);
    Update statistic = new Update.Statistic();
    String mean = prefix + ".mean";
    put(tensors, mean, shape, values.getOrDefault(mean, zeros), statistic);
    String variance = prefix + ".variance";
    put(tensors, variance, shape, values.getOrDefault(variance, ones), statistic);
  }

  private static void put(
      Map<TensorSpec, float[]> tensors,
      String name,
      List<Integer> shape,
      float[] value,
      Update update) {
    tensors.put(new TensorSpec(name, shape, update), value);
  }
}
