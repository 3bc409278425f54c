package io.requant.training.sparse;

import java.util.Arrays;
import java.util.List;

/**
 * Where the search of sparsities starts: the layers' sparsities at which layer-adaptive magnitude
 * pruning (Lee et al. 2021, LAMP, equation 3) meets the target.
 */
final class FirstSparsity {

  private static final double LEAST = 0.05;
  private static final double MOST = 0.995;
  private static final int HALVINGS = 60;
  private static final double LOWEST = -60;

  private FirstSparsity() {}

  /**
   * Finds them.
   *
   * @param layers what is pruned
   * @param weights of each layer
   * @param costs bits of a kept weight of each layer
   * @param targetBits bits of all weights
   * @return sparsity of each layer, 0..1
   */
  static double[] of(
      List<SparseLayer> layers, List<float[]> weights, double[] costs, double targetBits) {
    double[][] scores = new double[layers.size()][];
    for (int l = 0; l < scores.length; l++) {
      scores[l] = scores(layers.get(l).scores(weights.get(l)));
    }
    double low = LOWEST;
    double high = 0;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      double bits = 0;
      double[] sparsities = sparsities(scores, middle);
      for (int l = 0; l < scores.length; l++) {
        bits += layers.get(l).model().bits(sparsities[l], costs[l]);
      }
      if (bits > targetBits) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return sparsities(scores, high);
  }

  /** Logarithms of the scores, ascending: a group's square over the sum of all not smaller. */
  private static double[] scores(float[] magnitudes) {
    float[] sorted = magnitudes.clone();
    Arrays.sort(sorted);
    double[] scores = new double[sorted.length];
    double sum = 0;
    for (int i = sorted.length - 1; i >= 0; i--) {
      double square = (double) sorted[i] * sorted[i];
      sum += square;
      scores[i] = square == 0 ? Double.NEGATIVE_INFINITY : Math.log(square / sum);
    }
    return scores;
  }

  private static double[] sparsities(double[][] scores, double threshold) {
    double[] sparsities = new double[scores.length];
    for (int l = 0; l < scores.length; l++) {
      int at = Arrays.binarySearch(scores[l], threshold);
      double pruned = (at < 0 ? -at - 1 : at) / (double) scores[l].length;
      sparsities[l] = Math.max(LEAST, Math.min(MOST, pruned));
    }
    return sparsities;
  }
}
