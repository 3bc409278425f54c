package io.requant.model.onnx;

import io.requant.model.arithmetic.Requantizer;

/**
 * ONNX rounds halves to even, we round them up. Halves are frequent only where the factor has few
 * significant bits (a power of two, above all); there a quarter of the distance between possible
 * results is added before rounding: it lifts the halves and moves nothing else.
 */
final class TieBreak {

  /** Beyond this many fractional bits halves are rarer than differences of float sums. */
  private static final int MOST_BITS = 12;

  private TieBreak() {}

  /** What to add, in output steps; 0 where nothing is needed. */
  static double steps(int multiplier, int shift) {
    int bits = fractionBits(multiplier, shift);
    return bits <= 0 || bits > MOST_BITS ? 0 : Math.scalb(0.25, -bits);
  }

  /** Whether the factor is an integer, so that there is nothing to round. */
  static boolean exact(Requantizer requantizer) {
    return fractionBits(requantizer.multiplier(), requantizer.shift()) <= 0;
  }

  private static int fractionBits(int multiplier, int shift) {
    return shift - Integer.numberOfTrailingZeros(multiplier);
  }
}
