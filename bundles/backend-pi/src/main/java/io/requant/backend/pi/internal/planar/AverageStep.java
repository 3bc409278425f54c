package io.requant.backend.pi.internal.planar;

import io.requant.backend.pi.internal.kernel.ChannelScale;
import io.requant.backend.pi.internal.kernel.Kernels;
import io.requant.model.program.Step;

/** Mean over a window, plane by plane. Padding adds nothing to a sum. */
final class AverageStep implements StepRunner {

  private final Kernels kernels;
  private final Scratch scratch;
  private final Step.Average step;
  private final Tensor in;
  private final Tensor out;
  private final ChannelScale scale;

  AverageStep(
      Kernels kernels,
      Scratch scratch,
      Step.Average step,
      Tensor in,
      Tensor out,
      ChannelScale scale) {
    this.kernels = kernels;
    this.scratch = scratch;
    this.step = step;
    this.in = in;
    this.out = out;
    this.scale = scale;
    scratch.reserveInts(out.shape().width());
  }

  @Override
  public void run() {
    int width = out.shape().width();
    int[] sums = scratch.ints();
    for (int c = 0; c < out.shape().channels(); c++) {
      for (int y = 0; y < out.shape().height(); y++) {
        for (int x = 0; x < width; x++) {
          sums[x] = sum(c, y * step.strideY() - step.padTop(), x * step.strideX() - step.padLeft());
        }
        int at = out.planes().row(c, y);
        kernels.requantize(sums, 0, null, 0, out.values(), at, width, scale);
      }
    }
  }

  private int sum(int channel, int y, int x) {
    int bottom = Math.min(y + step.kernelHeight(), in.shape().height());
    int left = Math.max(x, 0);
    int right = Math.min(x + step.kernelWidth(), in.shape().width());
    float[] values = in.values();
    int sum = 0;
    for (int row = Math.max(y, 0); row < bottom; row++) {
      int at = in.planes().row(channel, row);
      for (int column = left; column < right; column++) {
        sum += (int) values[at + column];
      }
    }
    return sum;
  }
}
