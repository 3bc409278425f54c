package io.requant.model.program;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.Window;

/**
 * One integer operation of a {@link Program}. Tensors are named by their index in {@link
 * Program#tensors()}.
 *
 * <p>{@code R(x; M, n)} is {@link Requantizer#apply}. Arrays are shared: do not change them.
 */
public sealed interface Step {

  /** Name of the step: its first layer. */
  String name();

  /** Index of the main tensor read. */
  int input();

  /** Index of the tensor written. */
  int output();

  /** Index of the tensor added, or -1. */
  default int residual() {
    return -1;
  }

  /**
   * Convolution or linear layer with bias, optional residual and clamp:
   *
   * <pre>
   * acc[y,x,c] = bias[c] + sum over ky,kx,i of in[y*sy+ky-pt, x*sx+kx-pl, g*I+i] * w[c,ky,kx,i]
   * out = clamp(R(acc; multipliers[c], shifts[c]) + R(res; residualScale), low, high)
   * </pre>
   *
   * <p>with zero outside the input, {@code I} input channels per group and {@code g} the group of
   * c.
   *
   * @param window kernel, stride and padding; 1x1 for a linear layer
   * @param groups groups; 1 for a linear layer
   * @param weightBits width of the weights
   * @param weights ordered c, ky, kx, i
   * @param bias one per output channel
   * @param residualScale null if there is no residual
   * @param accumulatorBound largest magnitude that any partial or final sum can reach, proven from
   *     the input's range and the weights
   */
  @SuppressWarnings("ArrayRecordComponent") // weights are shared with engines on purpose
  record Convolve(
      String name,
      int input,
      int residual,
      int output,
      Window window,
      int groups,
      int weightBits,
      short[] weights,
      int[] bias,
      int[] multipliers,
      byte[] shifts,
      Requantizer residualScale,
      int low,
      int high,
      long accumulatorBound)
      implements Step {

    /** Whether every partial sum fits a signed 32-bit integer. */
    public boolean fitsInt() {
      return accumulatorBound <= Integer.MAX_VALUE;
    }
  }

  /**
   * Element by element: {@code out = clamp(R(in; scale) + R(res; residualScale), low, high)}. A sum
   * of two tensors, or a rectifier that stands alone (no residual).
   */
  record Rescale(
      String name,
      int input,
      int residual,
      int output,
      Requantizer scale,
      Requantizer residualScale,
      int low,
      int high)
      implements Step {}

  /**
   * Average: {@code out = clamp(R(sum of the window; scale), low, high)}; the divisor is part of
   * the scale. Zero outside the input. A global pool has a window as large as its input.
   */
  record Average(
      String name,
      int input,
      int output,
      int kernelHeight,
      int kernelWidth,
      int strideY,
      int strideX,
      int padTop,
      int padLeft,
      Requantizer scale,
      int low,
      int high)
      implements Step {}

  /** Maximum over a window; padding never wins. The scale stays. */
  record Maximum(String name, int input, int output, Window window) implements Step {}

  /** Every stride-th pixel, zero channels before and after. The scale stays. */
  record Pick(String name, int input, int output, int stride, int channelsBefore) implements Step {}

  /** The same elements under another shape. */
  record Reshape(String name, int input, int output) implements Step {}
}
