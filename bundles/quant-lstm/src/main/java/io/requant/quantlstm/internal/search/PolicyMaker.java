package io.requant.quantlstm.internal.search;

import io.requant.model.graph.Conv;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.WidthChoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a choice, an option per layer, into a policy. */
public final class PolicyMaker {

  private final PolicyEstimator estimator;
  private final QuantizationPoints points;
  private final List<Option> options;
  private final int outerBits;

  /**
   * Prepares.
   *
   * @param costs says what a choice refers to
   */
  public PolicyMaker(PolicyEstimator estimator, QuantizationPoints points, LayerCosts costs) {
    this.estimator = estimator;
    this.points = points;
    this.options = costs.options();
    this.outerBits = costs.outerBits();
  }

  /** Makes a policy. */
  public Policy make(String name, int[] choice) {
    return estimator.estimate(name, widths(choice));
  }

  /** The widths of a choice; a point that several layers read has the widest of theirs. */
  public WidthChoice widths(int[] choice) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    Map<String, Integer> reads = new LinkedHashMap<>();
    List<Conv> layers = points.convolutions();
    for (int l = 0; l < choice.length; l++) {
      Option option = options.get(choice[l]);
      weights.put(layers.get(l).name(), option.weightBits());
      reads.put(layers.get(l).name(), option.activationBits());
    }
    points.outer().forEach(layer -> weights.put(layer.name(), outerBits));
    return new WidthChoice(weights, WidthChoice.byLayer(points, reads).activations());
  }
}
