package io.requant.bench.internal.statistics;

import java.util.Arrays;

/**
 * How values are spread. Quantiles are interpolated linearly between order statistics (definition 7
 * of Hyndman and Fan, "Sample quantiles in statistical packages", 1996).
 *
 * @param count how many values there are, at least one
 * @param min the least
 * @param p25 first quartile
 * @param median median
 * @param p75 third quartile
 */
public record Spread(int count, double min, double p25, double median, double p75) {

  /**
   * The spread of the finite ones among some values.
   *
   * @throws IllegalArgumentException if none is finite
   */
  public static Spread of(double[] values) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no finite value among " + values.length);
    }
    return new Spread(
        sorted.length,
        sorted[0],
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75));
  }

  /**
   * A quantile.
   *
   * @param sorted rising values, at least one
   * @param share 0..1
   */
  static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** The median of some values. */
  public static double median(double[] values) {
    return of(values).median();
  }
}
