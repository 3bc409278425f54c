package io.requant.training.internal.command;

import io.requant.model.cost.CostModel;
import io.requant.model.cost.FeatureMaps;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.policy.Cost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a backbone costs.
 *
 * @param name name of the backbone
 * @param layers layers with weights
 * @param weights weights; as many bytes at 8 bits
 * @param parameters weights and one bias per channel: what a network has once normalisation is
 *     folded
 * @param trainedParameters weights, scale and shift of every normalisation, biases of linear
 *     layers: what publications count
 * @param macs multiply-accumulate operations of an image
 * @param bops bit operations of an image by bits of weights and activations; the first and the last
 *     layer keep 8 bits
 * @param maps feature maps, in bytes at 8 bits
 */
record BackboneCosts(
    String name,
    int layers,
    long weights,
    long parameters,
    long trainedParameters,
    long macs,
    Map<Integer, Long> bops,
    FeatureMaps maps) {

  static final List<Integer> WIDTHS = List.of(8, 4, 2);

  static BackboneCosts of(String name, Graph graph) {
    long biases = 0;
    long normalised = 0;
    for (Parametric layer : graph.parametricLayers()) {
      biases += layer.outChannels();
      normalised += layer instanceof Conv ? layer.outChannels() : 0;
    }
    Map<Integer, Long> bops = new LinkedHashMap<>();
    WIDTHS.forEach(bits -> bops.put(bits, CostModel.uniform(graph, bits, bits).bops()));
    Cost eight = CostModel.uniform(graph, 8, 8);
    long weights = eight.weightBytes();
    return new BackboneCosts(
        name,
        graph.parametricLayers().size(),
        weights,
        weights + biases,
        weights + biases + normalised,
        eight.macs(),
        bops,
        FeatureMaps.of(graph));
  }

  /** For a report. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", name);
    values.put("layers", layers);
    values.put("weights", weights);
    values.put("parameters", parameters);
    values.put("trainedParameters", trainedParameters);
    values.put("macs", macs);
    bops.forEach((bits, count) -> values.put("bopsW" + bits + "A" + bits, count));
    values.put("weightBytes", weights);
    values.put("featureMapBytes", maps.total());
    values.put("largestFeatureMapBytes", maps.largest());
    values.put("peakFeatureMapBytes", maps.peak());
    return values;
  }
}
