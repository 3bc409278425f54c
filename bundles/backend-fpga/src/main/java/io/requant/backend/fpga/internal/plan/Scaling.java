package io.requant.backend.fpga.internal.plan;

import io.requant.model.arithmetic.Requantizer;

/**
 * A requantizer: its widths, which are part of the hardware, and its constants, which come with the
 * policy.
 *
 * @param accBits width of the sums that come in
 * @param biasBits width of a bias
 * @param sumBits width of sum plus bias
 * @param shift range of the channels' shifts
 * @param words words of constants: beats of a pixel, or 1 where all channels share them
 * @param residual width and range of the residual operand, or null
 * @param steps clocks of the multiplication, or 0 where a DSP slice does it
 * @param outBits width of the result
 * @param bias one per channel, or one
 * @param multipliers likewise
 * @param shifts likewise
 * @param residualScale scale of the residual, or null
 * @param low smallest result
 * @param high largest result
 */
@SuppressWarnings("ArrayRecordComponent") // shared with the program on purpose
public record Scaling(
    int accBits,
    int biasBits,
    int sumBits,
    ShiftRange shift,
    int words,
    Residual residual,
    int steps,
    int outBits,
    int[] bias,
    int[] multipliers,
    byte[] shifts,
    Requantizer residualScale,
    int low,
    int high) {

  /**
   * The other operand of a sum.
   *
   * @param bits width
   * @param signed whether it can be negative
   * @param shift range of its shift
   */
  public record Residual(int bits, boolean signed, ShiftRange shift) {}

  /** Bits of a multiplier that are stored: its highest one is always set. */
  public static final int STORED_MULTIPLIER = 15;

  /** Clocks from a sum to its integer in rq_requantize. */
  public int latency() {
    return 4 + interval();
  }

  /** Clocks from one sum to the next. */
  public int interval() {
    return Math.max(1, steps);
  }

  /** Bits of the constants of one channel. */
  public int wordBits() {
    return shift.bits() + STORED_MULTIPLIER + biasBits;
  }
}
