package io.requant.backend.fpga.internal.plan;

import java.util.ArrayList;
import java.util.List;

/** Small integer arithmetic of hardware: widths, folds, divisors. */
public final class Numbers {

  private Numbers() {}

  /** Quotient, rounded up. */
  public static int ceilDiv(int value, int divisor) {
    return (value + divisor - 1) / divisor;
  }

  /** Bits of a counter or address over {@code 0..count-1}; at least 1. */
  public static int addressBits(int count) {
    return Math.max(1, 32 - Integer.numberOfLeadingZeros(count - 1));
  }

  /** The least power of two that is at least some number. */
  public static int powerOf2(int value) {
    return value <= 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
  }

  /** Bits of a number in two's complement that can be {@code -magnitude..magnitude}. */
  public static int signedBits(long magnitude) {
    return 65 - Long.numberOfLeadingZeros(magnitude);
  }

  /** Greatest common divisor. */
  public static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Divisors in ascending order. */
  public static List<Integer> divisors(int value) {
    List<Integer> divisors = new ArrayList<>();
    for (int d = 1; d <= value; d++) {
      if (value % d == 0) {
        divisors.add(d);
      }
    }
    return divisors;
  }
}
