package io.requant.model.quantize;

import java.util.function.DoubleUnaryOperator;

/** One-dimensional search for functions with many small dents, such as quantization errors. */
final class Search {

  private static final int ROUNDS = 4;

  private Search() {}

  /**
   * Where a function is least: a scan in equal ratios, then finer scans around the best.
   *
   * @param low smallest argument, positive
   * @param high largest argument
   * @param points arguments per scan, at least 3
   */
  static double minimise(DoubleUnaryOperator cost, double low, double high, int points) {
    double best = high;
    double least = cost.applyAsDouble(high);
    double from = low;
    double to = high;
    for (int round = 0; round < ROUNDS; round++) {
      double ratio = Math.pow(to / from, 1.0 / (points - 1));
      for (int i = 0; i < points; i++) {
        double x = from * Math.pow(ratio, i);
        double y = cost.applyAsDouble(x);
        if (y < least) {
          least = y;
          best = x;
        }
      }
      from = Math.max(low, best / ratio);
      to = Math.min(high, best * ratio);
    }
    return best;
  }
}
