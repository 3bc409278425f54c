package io.requant.model.arithmetic;

/**
 * Integer requantization: multiplication by {@code M / 2^n}, rounding half up.
 *
 * <p>{@code apply(acc) = (acc * M + 2^(n-1)) >> n} with a 64-bit product and an arithmetic shift.
 * The multiplier is normalised, {@code 2^15 <= M < 2^16}, so it always carries 16 significant bits.
 * Nothing wraps: an accumulator is at most {@link #MAX_ACCUMULATOR} in magnitude.
 *
 * @param multiplier M, 2^15..2^16-1
 * @param shift n, 1..{@value #MAX_SHIFT}
 */
public record Requantizer(int multiplier, int shift) {

  /** Smallest multiplier. */
  public static final int MIN_MULTIPLIER = 1 << 15;

  /** Largest multiplier. */
  public static final int MAX_MULTIPLIER = (1 << 16) - 1;

  /** Smallest shift. */
  public static final int MIN_SHIFT = 1;

  /** Largest shift: with a larger one, product and rounding term together would not fit 64 bits. */
  public static final int MAX_SHIFT = 62;

  /**
   * Largest magnitude of an accumulator: its product with M, and the rounding term, fit 64 bits.
   */
  public static final long MAX_ACCUMULATOR = (1L << 46) - 1;

  public Requantizer {
    check(multiplier, shift);
  }

  /**
   * The nearest requantizer to a positive real factor.
   *
   * @param factor from 2^-47 to below 2^15
   * @throws IllegalArgumentException if the factor is outside these limits
   */
  public static Requantizer of(double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("requantization factor " + factor + " is not positive");
    }
    int exponent = Math.getExponent(factor);
    long multiplier = Math.round(Math.scalb(factor, 15 - exponent));
    if (multiplier > MAX_MULTIPLIER) {
      multiplier >>= 1;
      exponent++;
    }
    int shift = 15 - exponent;
    if (shift < MIN_SHIFT || shift > MAX_SHIFT) {
      throw new IllegalArgumentException(
          "requantization factor " + factor + " is outside 2^-47..2^15");
    }
    return new Requantizer((int) multiplier, shift);
  }

  /**
   * Checks a pair of constants.
   *
   * @throws IllegalArgumentException if either is out of range
   */
  public static void check(int multiplier, int shift) {
    if (multiplier < MIN_MULTIPLIER || multiplier > MAX_MULTIPLIER) {
      throw new IllegalArgumentException(
          "requantization multiplier " + multiplier + " is outside 32768..65535");
    }
    if (shift < MIN_SHIFT || shift > MAX_SHIFT) {
      throw new IllegalArgumentException(
          "requantization shift " + shift + " is outside 1.." + MAX_SHIFT);
    }
  }

  /**
   * Multiplies by {@code multiplier / 2^shift} and rounds half up.
   *
   * @param accumulator at most {@link #MAX_ACCUMULATOR} in magnitude
   */
  public static long apply(long accumulator, int multiplier, int shift) {
    return (accumulator * multiplier + (1L << (shift - 1))) >> shift;
  }

  /** The real factor {@code multiplier / 2^shift}. */
  public double factor() {
    return Math.scalb((double) multiplier, -shift);
  }

  /** Limits a value to a range: saturation, never wrap-around. */
  public static int clamp(long value, int low, int high) {
    return (int) Math.max(low, Math.min(high, value));
  }
}
