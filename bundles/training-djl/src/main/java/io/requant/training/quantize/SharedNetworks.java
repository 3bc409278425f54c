package io.requant.training.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.SharedNetwork;
import io.requant.training.TrainedNetwork;
import io.requant.training.internal.export.WeightOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes what any-precision training leaves out of the training. */
public final class SharedNetworks {

  private SharedNetworks() {}

  /**
   * The network with everything that policies are made of.
   *
   * @param trained with the tensors of {@link AnyPrecision}
   * @param widths trained widths, descending
   * @param augmentation how the training images were varied
   */
  public static SharedNetwork of(
      TrainedNetwork trained, List<Integer> widths, Augmentation augmentation) {
    Map<String, float[]> tensors = new LinkedHashMap<>(trained.tensors());
    for (Parametric layer : trained.graph().parametricLayers()) {
      if (layer instanceof Conv conv) {
        tensors.computeIfPresent(
            conv.name() + ".weight", (name, weights) -> WeightOrder.toModel(conv, weights));
      }
    }
    // Averages are taken before a step's scales are kept positive, so they may be just below.
    tensors.replaceAll((name, values) -> name.endsWith(".gamma") ? positive(values) : values);
    return new SharedNetwork(trained.graph(), widths, tensors, augmentation);
  }

  /** The tensors of a network as a run has them: {@link #of} the other way round. */
  static Map<String, float[]> tensors(SharedNetwork shared) {
    Map<String, float[]> tensors = new LinkedHashMap<>(shared.tensors());
    for (Parametric layer : shared.graph().parametricLayers()) {
      if (layer instanceof Conv conv) {
        tensors.computeIfPresent(
            conv.name() + ".weight", (name, weights) -> WeightOrder.toTorch(conv, weights));
      }
    }
    return tensors;
  }

  private static float[] positive(float[] values) {
    float[] clamped = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      clamped[i] = Math.max(AnyPrecision.LEAST_GAMMA, values[i]);
    }
    return clamped;
  }
}
