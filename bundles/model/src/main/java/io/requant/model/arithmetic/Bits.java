package io.requant.model.arithmetic;

/** Ranges of integers of a given width. Widths are 2..16 bits everywhere. */
public final class Bits {

  /** Smallest width of a weight or activation. */
  public static final int MIN = 2;

  /** Largest width of a weight or activation. */
  public static final int MAX = 16;

  private Bits() {}

  /**
   * Checks a width.
   *
   * @return the width
   * @throws IllegalArgumentException if it is not 2..16
   */
  public static int check(String what, int bits) {
    if (bits < MIN || bits > MAX) {
      throw new IllegalArgumentException(
          what + ": " + bits + " bits; " + MIN + ".." + MAX + " are possible");
    }
    return bits;
  }

  /** Largest magnitude of a weight: symmetric and narrow, so +-(2^(bits-1) - 1). */
  public static int weightLimit(int bits) {
    return (1 << (bits - 1)) - 1;
  }

  /** Smallest activation: 0 if unsigned, -2^(bits-1) if signed. */
  public static int activationLow(int bits, boolean signed) {
    return signed ? -(1 << (bits - 1)) : 0;
  }

  /** Largest activation: 2^bits - 1 if unsigned, 2^(bits-1) - 1 if signed. */
  public static int activationHigh(int bits, boolean signed) {
    return signed ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
  }
}
