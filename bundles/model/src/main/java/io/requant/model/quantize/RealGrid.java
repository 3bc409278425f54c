package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;

/** Real numbers brought to the grid that a width gives them, ties upwards. */
final class RealGrid {

  private RealGrid() {}

  /**
   * Rounds and clamps.
   *
   * @param scale real value of one step
   * @param bits width, 2..16
   * @param into where results go; may be {@code values}
   */
  static void round(float[] values, double scale, int bits, boolean signed, float[] into) {
    double low = Bits.activationLow(bits, signed);
    double high = Bits.activationHigh(bits, signed);
    for (int k = 0; k < values.length; k++) {
      double steps = Math.floor(values[k] / scale + 0.5);
      into[k] = (float) (scale * Math.max(low, Math.min(high, steps)));
    }
  }
}
