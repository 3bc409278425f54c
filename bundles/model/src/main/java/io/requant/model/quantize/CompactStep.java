package io.requant.model.quantize;

import io.requant.model.arithmetic.Requantizer;

/**
 * What a file stores of one requantizing step; all else of its policy entry follows from it, see
 * {@link CompactConstants}.
 *
 * @param weightBits width of the weights, 0 if the step has none
 * @param activationBits width of the result
 * @param scale the upper 16 bits of the float that is the real value of one step of the result
 * @param factors requantization by channel, as {@link #factor} makes it; 0 for a channel without
 *     weights other than zero; empty if the step has no weights
 * @param offsets what is added by channel, in thirds of a step of the result; empty if the step has
 *     no weights
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CompactStep(
    int weightBits, int activationBits, int scale, int[] factors, int[] offsets) {

  /** Bits of a factor's fraction. */
  public static final int FRACTION_BITS = 6;

  /** Parts of a step in which offsets are stored. */
  public static final int OFFSET_PARTS = 3;

  private static final int DROPPED = 15 - FRACTION_BITS;
  private static final int ONE = 1 << FRACTION_BITS;

  /**
   * The nearest factor that can be stored: shift, then fraction of the multiplier.
   *
   * @param real positive
   */
  static int factor(double real) {
    Requantizer nearest = StepConstants.requantizer(real);
    int significand = (nearest.multiplier() + (1 << (DROPPED - 1))) >> DROPPED;
    int shift = nearest.shift();
    if (significand == 2 * ONE) {
      significand = ONE;
      shift = Math.max(Requantizer.MIN_SHIFT, shift - 1);
    }
    return shift << FRACTION_BITS | (significand - ONE);
  }

  /**
   * The requantizer of a stored factor.
   *
   * @throws IllegalArgumentException if its shift is out of range
   */
  static Requantizer requantizer(int factor) {
    int significand = ONE + (factor & (ONE - 1));
    // Odd: else few bits make many products that end exactly between two integers, where engines
    // with floats round the other way.
    return new Requantizer((significand << DROPPED) + 1, factor >> FRACTION_BITS);
  }

  /** The stored form of a scale: rounded to the nearest. */
  static int scale(double real) {
    int bits = Float.floatToIntBits((float) real);
    return Math.max(1, (bits + 0x8000) >>> 16);
  }

  /**
   * Real value of one step of the result.
   *
   * @throws IllegalArgumentException if what is stored is no positive number
   */
  float realScale() {
    float real = Float.intBitsToFloat(scale << 16);
    if (!(real > 0) || Float.isInfinite(real)) {
      throw new IllegalArgumentException("a stored scale is " + real);
    }
    return real;
  }
}
