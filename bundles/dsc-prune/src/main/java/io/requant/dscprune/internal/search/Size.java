package io.requant.dscprune.internal.search;

import io.requant.dscprune.internal.prune.SeparableLayers;
import io.requant.model.cost.FeatureMaps;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;

/**
 * What a network costs.
 *
 * @param layers its separable layers
 * @param macs multiply-adds
 * @param weights number of weights: bytes at 8 bits
 * @param parameters weights and biases
 * @param classifierMacs multiply-adds of the last layer
 * @param peakMaps most elements of feature maps that live at a time
 */
public record Size(
    int layers, long macs, long weights, long parameters, long classifierMacs, long peakMaps) {

  /** Counts. */
  public static Size of(Graph graph) {
    long macs = 0;
    long weights = 0;
    long parameters = 0;
    long classifier = 0;
    for (Parametric layer : graph.parametricLayers()) {
      long own = (long) graph.shape(layer.name()).size() * layer.weightsPerChannel();
      macs += own;
      classifier += layer instanceof Linear ? own : 0;
      weights += layer.weightCount();
      parameters += layer.weightCount() + layer.outChannels();
    }
    return new Size(
        SeparableLayers.of(graph).size(),
        macs,
        weights,
        parameters,
        classifier,
        FeatureMaps.of(graph).peak());
  }

  /** Whether it is within limits. */
  public boolean within(Limits limits) {
    return layers <= limits.layers() && macs <= limits.macs() && weights <= limits.weightBytes();
  }
}
