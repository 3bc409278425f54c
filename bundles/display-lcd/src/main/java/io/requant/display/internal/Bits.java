package io.requant.display.internal;

import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Bit widths of a policy, layer by layer.
 *
 * @param weights of the layers that have weights, in computing order
 * @param activations of all layers, in computing order
 */
record Bits(List<Integer> weights, List<Integer> activations) {

  static Bits of(Policy policy) {
    return new Bits(
        policy.layers().stream().map(LayerPolicy::weightBits).filter(bits -> bits > 0).toList(),
        policy.layers().stream().map(LayerPolicy::activationBits).toList());
  }

  /**
   * In short: "W4 A4", or "W2-8 A4-8" where layers differ. First and last layer are left out where
   * there are more, since they keep 8 bits in most policies.
   */
  String brief() {
    return "W" + range(weights) + " A" + range(activations);
  }

  private static String range(List<Integer> bits) {
    List<Integer> inner = bits.size() > 2 ? bits.subList(1, bits.size() - 1) : bits;
    IntStream values = inner.stream().mapToInt(Integer::intValue);
    var summary = values.summaryStatistics();
    if (summary.getCount() == 0) {
      return "–";
    }
    return summary.getMin() == summary.getMax()
        ? "" + summary.getMin()
        : summary.getMin() + "–" + summary.getMax();
  }
}
