package io.requant.backend.pi.internal.kernel;

import io.requant.model.arithmetic.Requantizer;

/**
 * How the accumulators of one output channel become outputs: {@code clamp(R(sum + bias) +
 * R(residual), low, high)}.
 *
 * @param bias added to the sum first
 * @param scale of the biased sum
 * @param residualScale of the residual operand; null if there is none
 * @param low smallest output
 * @param high largest output
 * @param narrow 32-bit form of the scale; null if 64 bits are needed anywhere
 * @param narrowResidual 32-bit form of the residual's scale; null if there is none or 64 bits are
 *     needed anywhere
 */
public record ChannelScale(
    int bias,
    Requantizer scale,
    Requantizer residualScale,
    int low,
    int high,
    NarrowScale narrow,
    NarrowScale narrowResidual) {

  /**
   * Prepares the constants of one channel.
   *
   * @param bound largest magnitude of sum and bias together
   * @param residualBound largest magnitude of the residual operand
   */
  public static ChannelScale of(
      int bias,
      Requantizer scale,
      Requantizer residualScale,
      int low,
      int high,
      long bound,
      int residualBound) {
    NarrowScale narrow = NarrowScale.of(scale.multiplier(), scale.shift(), bound);
    NarrowScale narrowResidual = null;
    if (residualScale != null) {
      narrowResidual =
          NarrowScale.of(residualScale.multiplier(), residualScale.shift(), residualBound);
      narrow = narrowResidual == null ? null : narrow;
    }
    return new ChannelScale(bias, scale, residualScale, low, high, narrow, narrowResidual);
  }

  /** Whether 32 bits suffice. */
  public boolean isNarrow() {
    return narrow != null;
  }

  /**
   * One output, in 64 bits.
   *
   * @param sum accumulator without bias
   * @param residual residual operand; ignored if there is none
   */
  public int apply(long sum, int residual) {
    long value = Requantizer.apply(sum + bias, scale.multiplier(), scale.shift());
    if (residualScale != null) {
      value += Requantizer.apply(residual, residualScale.multiplier(), residualScale.shift());
    }
    return Requantizer.clamp(value, low, high);
  }
}
