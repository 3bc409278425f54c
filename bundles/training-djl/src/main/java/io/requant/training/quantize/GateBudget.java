package io.requant.training.quantize;

import java.util.Arrays;

/**
 * A budget that a gate is trained under: bit operations and bytes, all as parts of it.
 *
 * @param code what the gate is told, one weight by level
 * @param outerBits width of the weights of the outer layers
 * @param fixedBops bit operations of layers without options
 * @param bops bit operations of each convolution and option
 * @param fixedBytes bytes of weights of layers without options
 * @param bytes bytes of weights of each convolution and option
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record GateBudget(
    double[] code,
    int outerBits,
    double fixedBops,
    double[][] bops,
    double fixedBytes,
    double[][] bytes) {

  /** Part of the budget's bit operations that a choice needs; above 1 it is exceeded. */
  double bops(int[] choice) {
    return sum(fixedBops, bops, choice);
  }

  /** Part of the budget's bytes that a choice needs. */
  double bytes(int[] choice) {
    return sum(fixedBytes, bytes, choice);
  }

  private static double sum(double fixed, double[][] costs, int[] choice) {
    double sum = fixed;
    for (int l = 0; l < choice.length; l++) {
      sum += costs[l][choice[l]];
    }
    return sum;
  }

  /** What tells one budget from another, as text. */
  String fingerprint() {
    return outerBits
        + Integer.toHexString(Arrays.hashCode(code))
        + Integer.toHexString(Arrays.deepHashCode(bops))
        + Integer.toHexString(Arrays.deepHashCode(bytes));
  }
}
