package io.requant.training.sparse;

import java.util.List;

/**
 * The factors of one layer as sparsity and parts of the widths, with what they are weighed by.
 *
 * @param raw logit of the sparsity
 * @param parts softmax over the candidate widths
 * @param costs bits of a kept weight by width
 * @param errors mean squared error of a kept weight by width
 * @param coded bits in a file over those of the size model
 * @param temperature of the softmax
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Factors(
    double raw, double[] parts, double[] costs, double[] errors, double coded, double temperature) {

  /**
   * Reads them.
   *
   * @param layer name of the layer
   * @param chosen its width, 0 while it is searched
   * @param widths candidates
   */
  static Factors of(
      SparseSearch.Store store,
      String layer,
      int chosen,
      List<Integer> widths,
      double temperature) {
    float[] factors = store.get(SparseTensors.factors(layer));
    float[] grid = store.get(SparseTensors.costs(layer));
    int count = widths.size();
    double[] parts = new double[count];
    double[] costs = new double[count];
    double[] errors = new double[count];
    double most = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < count; b++) {
      most = Math.max(most, factors[1 + b] / temperature);
      costs[b] = grid[b];
      errors[b] = grid[count + b];
    }
    double sum = 0;
    for (int b = 0; b < count; b++) {
      parts[b] =
          chosen == 0
              ? Math.exp(factors[1 + b] / temperature - most)
              : widths.get(b) == chosen ? 1 : 0;
      sum += parts[b];
    }
    for (int b = 0; b < count; b++) {
      parts[b] /= sum;
    }
    return new Factors(factors[0], parts, costs, errors, grid[2 * count], temperature);
  }

  /** Part of the groups that is to be pruned. */
  double rho() {
    return sigmoid(raw);
  }

  /** Mean bits of a kept weight. */
  double cost() {
    return mean(costs);
  }

  /** Mean squared error of a kept weight. */
  double error() {
    return mean(errors);
  }

  /** Mean width of a kept weight. */
  double width(List<Integer> widths) {
    double width = 0;
    for (int b = 0; b < parts.length; b++) {
      width += parts[b] * widths.get(b);
    }
    return width;
  }

  private double mean(double[] values) {
    double mean = 0;
    for (int b = 0; b < parts.length; b++) {
      mean += parts[b] * values[b];
    }
    return mean;
  }

  /** Index of the width with the largest part. */
  int best() {
    int best = 0;
    for (int b = 1; b < parts.length; b++) {
      best = parts[b] > parts[best] ? b : best;
    }
    return best;
  }

  /** The same with another logit. */
  Factors shifted(double shift) {
    return new Factors(raw + shift, parts, costs, errors, coded, temperature);
  }

  /**
   * Gradient of size and expected loss by the factors.
   *
   * <p>What the loss gains by losing a weight w is taken as h w^2 / 2, with the layer's mean
   * curvature h (optimal brain damage, LeCun et al. 1990, equation 5); by an error e of a kept
   * weight, h e^2 / 2.
   *
   * @param model what the weights cost
   * @param force gradient of the loss by a bit
   * @param curvature h
   * @param threshold magnitude of the weights that are pruned next
   */
  float[] pull(SizeModel model, double force, double curvature, double threshold) {
    double rho = rho();
    double half = curvature / 2;
    double kept = model.weights() * (1 - rho);
    double perBit = force * coded;
    double bySparsity =
        perBit * model.bySparsity(rho, cost())
            + half * model.weights() * (threshold * threshold - error());
    float[] pull = new float[1 + parts.length];
    pull[0] = (float) (bySparsity * rho * (1 - rho));
    for (int b = 0; b < parts.length; b++) {
      double byPart = perBit * (costs[b] - cost()) + half * (errors[b] - error());
      pull[1 + b] = (float) (kept * byPart * parts[b] / temperature);
    }
    return pull;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double logit(double p) {
    return Math.log(p / (1 - p));
  }
}
