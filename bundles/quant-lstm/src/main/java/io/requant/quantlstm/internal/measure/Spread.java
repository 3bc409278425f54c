package io.requant.quantlstm.internal.measure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Median and quartiles of repeated measurements.
 *
 * @param median half of the values are at most this
 * @param p25 a quarter is
 * @param p75 three quarters are
 */
public record Spread(double median, double p25, double p75) {

  /**
   * Of some values, linearly between neighbours.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no measurements");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Spread(at(sorted, 0.5), at(sorted, 0.25), at(sorted, 0.75));
  }

  private static double at(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** As JSON values. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("median", median);
    values.put("p25", p25);
    values.put("p75", p75);
    return values;
  }
}
