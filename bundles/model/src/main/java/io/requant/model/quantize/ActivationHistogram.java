package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;

/**
 * Distribution of one tensor over all calibration images: equal bins around zero, whose range
 * doubles when a value falls outside.
 */
final class ActivationHistogram {

  private static final int HALF = 4096;
  private static final int POINTS = 65;
  private static final double NARROWEST_CLIP = 0.05;

  private final long[] counts = new long[2 * HALF];
  private double range;
  private double largest;

  void add(float[] values) {
    double top = 0;
    for (float value : values) {
      top = Math.max(top, Math.abs(value));
    }
    if (top > Float.MAX_VALUE / 4 || Double.isNaN(top)) {
      throw new IllegalArgumentException("an activation is " + top);
    }
    largest = Math.max(largest, top);
    if (top > 0 && range == 0) {
      range = top;
    }
    while (top > range) {
      widen();
    }
    if (range == 0) {
      counts[HALF] += values.length;
      return;
    }
    for (float value : values) {
      int bin = (int) Math.floor(value / range * HALF);
      counts[HALF + Math.max(-HALF, Math.min(HALF - 1, bin))]++;
    }
  }

  private void widen() {
    range *= 2;
    long[] old = counts.clone();
    java.util.Arrays.fill(counts, 0);
    for (int i = 0; i < old.length; i++) {
      counts[HALF / 2 + i / 2] += old[i];
    }
  }

  /** Largest magnitude seen. */
  double largest() {
    return largest;
  }

  /**
   * Mean square error of quantization.
   *
   * @param scale real value of one step
   */
  double error(double scale, int bits, boolean signed) {
    double low = Bits.activationLow(bits, signed);
    double high = Bits.activationHigh(bits, signed);
    double width = range / HALF;
    // Steps finer than a bin: inside the range the error is that of a uniform distribution.
    boolean fine = scale < 2 * width;
    double sum = 0;
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0) {
        continue;
      }
      double x = (i - HALF + 0.5) * width;
      double steps = x / scale;
      double q = Math.max(low, Math.min(high, Math.floor(steps + 0.5)));
      boolean inside = steps > low - 0.5 && steps < high + 0.5;
      double e = fine && inside ? scale * scale / 12 : (x - q * scale) * (x - q * scale);
      sum += counts[i] * e;
      total += counts[i];
    }
    return total == 0 ? 0 : sum / total;
  }

  /**
   * The scale of the least mean square error; 0 if every value was zero.
   *
   * @param cap limit of the values, infinite if there is none
   */
  double bestScale(int bits, boolean signed, double cap) {
    double top = Math.min(cap, largest) / Bits.activationHigh(bits, signed);
    if (top == 0) {
      return 0;
    }
    return Search.minimise(s -> error(s, bits, signed), NARROWEST_CLIP * top, top, POINTS);
  }
}
