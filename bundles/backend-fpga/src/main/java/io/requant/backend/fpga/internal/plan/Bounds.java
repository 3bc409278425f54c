package io.requant.backend.fpga.internal.plan;

import io.requant.model.program.Step;

/**
 * Widths of a layer's sums, proven from its weights: no input and no order of summation exceeds
 * them.
 *
 * <p>Rounded up to multiples of a step, so that policies that differ a little fit the same
 * hardware.
 *
 * @param accBits width of the accumulator, without bias
 * @param biasBits width of a bias
 * @param sumBits width of accumulator plus bias
 */
record Bounds(int accBits, int biasBits, int sumBits) {

  /** Largest magnitude x sum of |w|, channel by channel. */
  static Bounds of(Step.Convolve s, int magnitude, int step) {
    int channels = s.bias().length;
    int perChannel = s.weights().length / channels;
    long acc = 0;
    long bias = 0;
    long sum = 0;
    for (int c = 0; c < channels; c++) {
      long weights = 0;
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        weights += Math.abs(s.weights()[i]);
      }
      long reach = weights * magnitude;
      long offset = Math.abs((long) s.bias()[c]);
      acc = Math.max(acc, reach);
      bias = Math.max(bias, offset);
      sum = Math.max(sum, reach + offset);
    }
    return new Bounds(rounded(acc, step), rounded(bias, step), rounded(sum, step));
  }

  /** A sum of some elements, without bias. */
  static Bounds ofSum(int elements, int magnitude, int step) {
    int bits = rounded((long) elements * magnitude, step);
    return new Bounds(bits, 2, bits);
  }

  private static int rounded(long magnitude, int step) {
    return Numbers.ceilDiv(Numbers.signedBits(magnitude), step) * step;
  }
}
