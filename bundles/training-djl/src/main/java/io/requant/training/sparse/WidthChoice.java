package io.requant.training.sparse;

import java.util.List;

/**
 * Widths of all layers that meet a target together where nothing is pruned: each layer takes the
 * width of the least expected loss and price of its bits, at the lowest price that is met.
 */
final class WidthChoice {

  private static final int HALVINGS = 60;
  private static final double LOWEST = -40;
  private static final double HIGHEST = 40;

  private WidthChoice() {}

  /**
   * Chooses.
   *
   * @param curvatures of the layers
   * @param targetBits bits of all weights
   * @return index of a width for each layer; the cheapest ones if no choice meets the target
   */
  static int[] of(
      List<SparseLayer> layers, List<Factors> factors, float[] curvatures, double targetBits) {
    double low = LOWEST;
    double high = HIGHEST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (bits(layers, factors, at(factors, curvatures, middle)) > targetBits) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return at(factors, curvatures, high);
  }

  /**
   * The choice at a price.
   *
   * @param price logarithm of the loss that a bit of a weight may cost
   */
  private static int[] at(List<Factors> factors, float[] curvatures, double price) {
    int[] choice = new int[factors.size()];
    for (int l = 0; l < choice.length; l++) {
      Factors f = factors.get(l);
      double least = Double.POSITIVE_INFINITY;
      for (int b = 0; b < f.costs().length; b++) {
        double loss = curvatures[l] / 2 * f.errors()[b] + Math.exp(price) * f.costs()[b];
        if (loss < least) {
          least = loss;
          choice[l] = b;
        }
      }
    }
    return choice;
  }

  private static double bits(List<SparseLayer> layers, List<Factors> factors, int[] choice) {
    double bits = 0;
    for (int l = 0; l < choice.length; l++) {
      Factors f = factors.get(l);
      bits += f.coded() * layers.get(l).model().bits(f.rho(), f.costs()[choice[l]]);
    }
    return bits;
  }
}
