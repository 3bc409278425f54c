package io.requant.backend.pi.internal.kernel;

import io.requant.model.arithmetic.Requantizer;

/**
 * {@link Requantizer#apply} in 32-bit operations, where a bound on the operand proves that they do
 * not overflow.
 *
 * <p>With x' = x * 2^lift and n' = n + lift >= 17, and x' split into a signed high and an unsigned
 * low half, {@code floor((x' M + 2^(n'-1)) / 2^n') = (hi M + (lo M >>> 16) + 2^(n'-17)) >> (n' -
 * 16)}: dropping the 16 lowest bits of the sum first does not change its floor.
 *
 * @param multiplier M
 * @param lift left shift of the operand
 * @param half rounding term
 * @param shift right shift of the sum, 1..31
 */
public record NarrowScale(int multiplier, int lift, int half, int shift) {

  private static final int LEAST = 17;
  private static final int MOST = 47;

  /**
   * The 32-bit form of a requantizer.
   *
   * @param bound largest magnitude of the operand
   * @return null if 32 bits do not suffice
   */
  public static NarrowScale of(int multiplier, int shift, long bound) {
    int lift = Math.max(0, LEAST - shift);
    int lifted = shift + lift;
    if (lifted > MOST || bound > Integer.MAX_VALUE >> lift) {
      return null;
    }
    long half = 1L << (lifted - LEAST);
    long largest = (((bound << lift) >> 16) + 1) * multiplier + 0xFFFF + half;
    return largest > Integer.MAX_VALUE
        ? null
        : new NarrowScale(multiplier, lift, (int) half, lifted - 16);
  }

  /** The requantized value, before clamping. */
  public int apply(int x) {
    int lifted = x << lift;
    return ((lifted >> 16) * multiplier + (((lifted & 0xFFFF) * multiplier) >>> 16) + half)
        >> shift;
  }
}
