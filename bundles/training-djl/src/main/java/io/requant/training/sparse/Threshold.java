package io.requant.training.sparse;

/**
 * The threshold of a layer (paper 2, equation 6, mended): the k-th smallest score with k the wanted
 * part of the groups, rounded down; nothing is pruned for k = 0.
 *
 * @param value groups with a score above it are kept; negative to keep all
 * @param slope derivative by the sparsity, from order statistics around it
 */
record Threshold(float value, double slope) {

  private static final int WINDOW = 100;

  /**
   * Finds it.
   *
   * @param scores of the groups, non-negative
   * @param sparsity wanted part of pruned groups, 0..1
   */
  static Threshold of(float[] scores, double sparsity, OrderStatistic order) {
    int groups = scores.length;
    int k = (int) (groups * sparsity);
    if (k == 0) {
      return new Threshold(-1, 0);
    }
    int reach = Math.max(1, groups / WINDOW);
    int below = Math.max(1, k - reach);
    int above = Math.min(groups, k + reach);
    double rise =
        above == below ? 0 : order.smallest(scores, above) - order.smallest(scores, below);
    double slope = rise * groups / Math.max(1, above - below);
    return new Threshold(order.smallest(scores, k), slope);
  }
}
