package io.requant.training.sparse;

/**
 * Bits that a layer's weights take in a file, and how they change with its sparsity and widths:
 *
 * <pre>bits = G H(1 - rho) + N (1 - rho) sum over b of p_b c_b</pre>
 *
 * <p>with G groups, N weights, H the binary entropy of the mask and c_b the bits that one kept
 * weight takes at width b (paper 2, equation 1, with the size term that it lacks). In nominal terms
 * the mask costs nothing and c_b is b.
 *
 * @param groups G
 * @param weights N
 * @param mask whether the mask counts
 */
record SizeModel(int groups, int weights, boolean mask) {

  private static final double LN2 = Math.log(2);

  /**
   * Bits of the layer.
   *
   * @param rho sparsity, 0..1
   * @param cost bits of a kept weight: the mean of c_b under p
   */
  double bits(double rho, double cost) {
    return (mask ? groups * entropy(rho) : 0) + weights * (1 - rho) * cost;
  }

  /** Derivative of {@link #bits} by the sparsity. */
  double bySparsity(double rho, double cost) {
    double odds = mask ? groups * Math.log((1 - rho) / rho) / LN2 : 0;
    return odds - weights * cost;
  }

  /** Derivative of {@link #bits} by the mean cost. */
  double byCost(double rho) {
    return weights * (1 - rho);
  }

  /** Binary entropy in bits. */
  static double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / LN2;
  }
}
