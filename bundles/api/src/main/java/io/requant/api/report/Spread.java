package io.requant.api.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How repeated measurements are spread. Quantiles are interpolated linearly between order
 * statistics (definition 7 of Hyndman and Fan, "Sample quantiles in statistical packages", 1996).
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
  public static Spread of(double... values) {
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
  public static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** The median of some values. */
  public static double median(double[] values) {
    return of(values).median();
  }

  /** The same in another unit: every value times a positive factor. */
  public Spread times(double factor) {
    return new Spread(count, min * factor, p25 * factor, median * factor, p75 * factor);
  }

  /** Median and quartiles as JSON values. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("median", median);
    values.put("p25", p25);
    values.put("p75", p75);
    return values;
  }
}
