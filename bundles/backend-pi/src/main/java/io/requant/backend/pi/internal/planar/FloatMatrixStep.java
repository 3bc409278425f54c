package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.FloatTaps;
import io.requant.backend.pi.internal.kernel.Kernels;

/** {@link MatrixStep} in single precision, in runs that are exact (see {@link Cuts}). */
final class FloatMatrixStep extends MatrixStep {

  private final Kernels kernels;
  private final Scratch scratch;
  private final float[] rows;
  private final FloatTaps taps;
  private final int[] cuts;
  private final int channels;

  FloatMatrixStep(
      Kernels kernels,
      Scratch scratch,
      WeightMatrix weights,
      int[] cuts,
      float[] input,
      int[][] gather,
      ChannelScale[] scales,
      Tensor residual,
      Tensor out) {
    super(input, gather, scales, residual, out);
    this.kernels = kernels;
    this.scratch = scratch;
    this.cuts = cuts;
    this.channels = weights.channels();
    rows = new float[weights.taps() * channels + Kernels.SLACK];
    for (int c = 0; c < channels; c++) {
      for (int k = 0; k < weights.taps(); k++) {
        rows[k * channels + c] = weights.at(c, k);
      }
    }
    taps = new FloatTaps(rowOffsets(weights), new float[weights.taps()], 0, 1);
    kernels.reserveFloat(1, weights.taps(), channels);
    scratch.reserveInts(channels);
  }

  @Override
  void setFactor(int tap, float value) {
    taps.weights()[tap] = value;
  }

  @Override
  void multiply() {
    int from = 0;
    for (int to : cuts) {
      kernels.accumulate(taps, from, to, rows, 0, scratch.ints(), 0, 0, channels);
      from = to;
    }
  }

  @Override
  long sum(int channel) {
    return scratch.ints()[channel];
  }

  @Override
  long weightBytes() {
    return (long) Float.BYTES * rows.length + (Float.BYTES + Integer.BYTES) * (long) taps.taps();
  }
}
