package io.requant.model.onnx;

import io.requant.model.arithmetic.Bits;
import java.util.Optional;

/**
 * The reals that a tensor of integers can take: multiples of a step within limits, zero among them.
 *
 * @param scale real value of one step
 * @param bits width of the integers
 * @param signed whether they can be negative
 * @param low smallest integer in use
 * @param high largest integer in use
 */
record Grid(float scale, int bits, boolean signed, int low, int high) {

  private static final int BYTE = 8;
  private static final int WORD = 16;

  /** Width of the stored type, 8 or 16. */
  int storedBits() {
    return bits <= BYTE ? BYTE : WORD;
  }

  /** Whether the stored type's own saturation gives exactly the limits. */
  boolean saturatesByItself() {
    return low == Bits.activationLow(storedBits(), signed)
        && high == Bits.activationHigh(storedBits(), signed);
  }

  /**
   * A grid that limits nothing between two integers, on the smallest type that holds them; empty if
   * 16 bits do not.
   */
  static Optional<Grid> covering(float scale, long low, long high) {
    boolean signed = low < 0;
    for (int bits : new int[] {BYTE, WORD}) {
      int lowest = Bits.activationLow(bits, signed);
      int highest = Bits.activationHigh(bits, signed);
      if (low >= lowest && high <= highest) {
        return Optional.of(new Grid(scale, bits, signed, lowest, highest));
      }
    }
    return Optional.empty();
  }
}
