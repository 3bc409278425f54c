package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.DoubleTaps;
import io.requant.backend.pi.internal.kernel.Kernels;

/** {@link MatrixStep} in double precision. */
final class DoubleMatrixStep extends MatrixStep {

  private final Kernels kernels;
  private final Scratch scratch;
  private final double[] rows;
  private final DoubleTaps taps;
  private final int channels;

  DoubleMatrixStep(
      Kernels kernels,
      Scratch scratch,
      WeightMatrix weights,
      float[] input,
      int[][] gather,
      ChannelScale[] scales,
      Tensor residual,
      Tensor out) {
    super(input, gather, scales, residual, out);
    this.kernels = kernels;
    this.scratch = scratch;
    this.channels = weights.channels();
    rows = new double[weights.taps() * channels + Kernels.SLACK];
    for (int c = 0; c < channels; c++) {
      for (int k = 0; k < weights.taps(); k++) {
        rows[k * channels + c] = weights.at(c, k);
      }
    }
    taps = new DoubleTaps(rowOffsets(weights), new double[weights.taps()], 0, 1);
    kernels.reserveDouble(1, weights.taps(), channels);
    scratch.reserveSums(channels);
  }

  @Override
  void setFactor(int tap, float value) {
    taps.weights()[tap] = value;
  }

  @Override
  void multiply() {
    kernels.accumulate(taps, rows, 0, scratch.sums(), 0, 0, channels);
  }

  @Override
  long sum(int channel) {
    return (long) scratch.sums()[channel];
  }

  @Override
  long weightBytes() {
    return (long) Double.BYTES * rows.length + (Double.BYTES + Integer.BYTES) * (long) taps.taps();
  }
}
