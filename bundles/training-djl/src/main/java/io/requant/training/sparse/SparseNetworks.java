package io.requant.training.sparse;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import io.requant.model.policy.Sparsity;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedTensors;
import io.requant.model.quantize.SparseNetwork;
import io.requant.training.TrainedNetwork;
import io.requant.training.internal.export.WeightOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes what joint training leaves out of the training. */
public final class SparseNetworks {

  private SparseNetworks() {}

  /**
   * The integers that training computed with, and what belongs to them.
   *
   * @param trained with the tensors of {@link SparseTraining}
   * @param settings of the run
   * @param augmentation how the training images were varied
   * @throws IllegalArgumentException if the run ended before every layer had one width
   */
  public static SparseNetwork of(
      TrainedNetwork trained, SparseSettings settings, Augmentation augmentation) {
    Map<String, float[]> tensors = trained.tensors();
    Map<String, SparseNetwork.Weights> layers = new LinkedHashMap<>();
    List<Parametric> parametric = trained.graph().parametricLayers();
    for (int l = 0; l < parametric.size(); l++) {
      int bits = (int) tensors.get(SparseTensors.BITS)[l];
      if (bits == 0) {
        throw new IllegalArgumentException(
            "the run has not chosen widths yet: resume it to its end");
      }
      Parametric layer = parametric.get(l);
      layers.put(layer.name(), weights(layer, bits, tensors, settings));
    }
    Map<String, Double> steps = new LinkedHashMap<>();
    for (String point : QuantizationPoints.of(trained.graph()).readers().keySet()) {
      float gain = tensors.get(SharedTensors.gain(point, SparseHook.ACTIVATION_BITS))[0];
      steps.put(point, 1.0 / gain);
    }
    return new SparseNetwork(
        trained.graph(), layers, steps, sparsity(settings.granularity()), augmentation);
  }

  private static SparseNetwork.Weights weights(
      Parametric layer, int bits, Map<String, float[]> tensors, SparseSettings settings) {
    String name = layer.name();
    float[] inverse = tensors.get(SparseTensors.inverse(name));
    int width = settings.widths().indexOf(bits);
    int row = width * layer.outChannels();
    short[] integers =
        integers(
            layer,
            bits,
            width,
            tensors.get(name + ".weight"),
            tensors.get(SparseTensors.mask(name)),
            inverse,
            settings.zeros());
    float[] gains = new float[layer.outChannels()];
    float[] offsets;
    if (layer instanceof Conv) {
      for (int c = 0; c < gains.length; c++) {
        gains[c] = Math.max(SparseTraining.LEAST_GAMMA, tensors.get(name + ".gamma")[c]);
      }
      offsets = tensors.get(name + ".beta");
    } else {
      for (int c = 0; c < gains.length; c++) {
        gains[c] = 1 / inverse[row + c];
      }
      offsets = tensors.get(name + ".bias");
    }
    return new SparseNetwork.Weights(bits, integers, gains, offsets);
  }

  /** The integers that a layer computes with, in the order of models. */
  static short[] integers(
      Parametric layer,
      int bits,
      int width,
      float[] weights,
      float[] mask,
      float[] inverse,
      boolean zeros) {
    int perChannel = layer.weightsPerChannel();
    float[] integers = new float[weights.length];
    for (int i = 0; i < integers.length; i++) {
      float n = inverse[width * layer.outChannels() + i / perChannel];
      integers[i] = mask[i] == 0 ? 0 : WeightGrid.quantize(weights[i], n, bits, zeros);
    }
    if (layer instanceof Conv conv) {
      integers = WeightOrder.toModel(conv, integers);
    }
    short[] stored = new short[integers.length];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = (short) integers[i];
    }
    return stored;
  }

  static Sparsity sparsity(Granularity granularity) {
    return switch (granularity) {
      case UNSTRUCTURED, FILTER -> Sparsity.UNSTRUCTURED;
      case BLOCK_1X4 -> Sparsity.BLOCK_1X4;
      case BLOCK_16X4 -> Sparsity.BLOCK_16X4;
    };
  }
}
