package io.requant.training.internal.torch;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import java.util.ArrayList;
import java.util.List;

/** The tensors that a layer has while it is trained. */
public enum LayerTensor {
  /** Weights: trained, with weight decay. */
  WEIGHT("weight"),
  /** Scale of a normalisation: trained. */
  GAMMA("gamma"),
  /** Shift of a normalisation: trained. */
  BETA("beta"),
  /** Bias of a linear layer: trained. */
  BIAS("bias"),
  /** Running mean of a normalisation. */
  MEAN("mean"),
  /** Running variance of a normalisation. */
  VARIANCE("variance");

  private final String suffix;

  LayerTensor(String suffix) {
    this.suffix = suffix;
  }

  /** Name of this tensor of a layer. */
  public String of(Parametric layer) {
    return of(layer.name());
  }

  /** Name of this tensor under a prefix. */
  public String of(String prefix) {
    return prefix + "." + suffix;
  }

  /**
   * Every tensor of a graph, layer by layer.
   *
   * @param graph network; every convolution is normalised
   * @param weightDecay decay of the weights
   */
  public static List<TensorSpec> specs(Graph graph, double weightDecay) {
    Update weights = new Update.Descent(1, weightDecay);
    Update others = new Update.Descent(1, 0);
    Update statistic = new Update.Statistic();
    List<TensorSpec> specs = new ArrayList<>();
    for (Parametric layer : graph.parametricLayers()) {
      List<Integer> perChannel = List.of(layer.outChannels());
      specs.add(new TensorSpec(WEIGHT.of(layer), weightShape(layer), weights));
      if (layer instanceof Conv) {
        specs.add(new TensorSpec(GAMMA.of(layer), perChannel, others));
        specs.add(new TensorSpec(BETA.of(layer), perChannel, others));
        specs.add(new TensorSpec(MEAN.of(layer), perChannel, statistic));
        specs.add(new TensorSpec(VARIANCE.of(layer), perChannel, statistic));
      } else {
        specs.add(new TensorSpec(BIAS.of(layer), perChannel, others));
      }
    }
    return specs;
  }

  private static List<Integer> weightShape(Parametric layer) {
    if (layer instanceof Conv c) {
      return List.of(
          c.outChannels(),
          c.inChannels() / c.groups(),
          c.window().kernelHeight(),
          c.window().kernelWidth());
    }
    if (layer instanceof Linear l) {
      return List.of(l.outFeatures(), l.inFeatures());
    }
    throw new IllegalStateException("unknown layer " + layer);
  }
}
