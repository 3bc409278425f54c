package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.Kernels;

/** Sum, rectifier or both, plane by plane. All tensors of a step have one layout. */
final class RescaleStep implements StepRunner {

  private final Kernels kernels;
  private final Scratch scratch;
  private final Tensor in;
  private final Tensor residual;
  private final Tensor out;
  private final ChannelScale scale;

  /**
   * Binds a step.
   *
   * @param residual tensor added; null if there is none
   */
  RescaleStep(
      Kernels kernels,
      Scratch scratch,
      Tensor in,
      Tensor residual,
      Tensor out,
      ChannelScale scale) {
    this.kernels = kernels;
    this.scratch = scratch;
    this.in = in;
    this.residual = residual;
    this.out = out;
    this.scale = scale;
    scratch.reserveInts(in.planes().span(in.shape().height()));
  }

  @Override
  public void run() {
    int height = out.shape().height();
    int n = out.planes().span(height);
    int[] ints = scratch.ints();
    float[] other = residual == null ? null : residual.values();
    for (int c = 0; c < out.shape().channels(); c++) {
      int at = out.planes().row(c, 0);
      for (int i = 0; i < n; i++) {
        ints[i] = (int) in.values()[at + i];
      }
      kernels.requantize(ints, 0, other, at, out.values(), at, n, scale);
      out.planes().clearGaps(out.values(), c, 0, height);
    }
  }
}
