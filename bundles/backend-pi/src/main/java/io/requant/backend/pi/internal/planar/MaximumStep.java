package io.requant.backend.pi.internal.planar;

import io.requant.model.graph.Window;

/** Maximum over a window, plane by plane. Padding is never looked at. */
final class MaximumStep implements StepRunner {

  private final Tensor in;
  private final Tensor out;
  private final Window window;

  MaximumStep(Tensor in, Tensor out, Window window) {
    this.in = in;
    this.out = out;
    this.window = window;
  }

  @Override
  public void run() {
    for (int c = 0; c < out.shape().channels(); c++) {
      for (int y = 0; y < out.shape().height(); y++) {
        int at = out.planes().row(c, y);
        int top = y * window.strideY() - window.padTop();
        for (int x = 0; x < out.shape().width(); x++) {
          out.values()[at + x] = largest(c, top, x * window.strideX() - window.padLeft());
        }
      }
    }
  }

  private float largest(int channel, int y, int x) {
    int bottom = Math.min(y + window.kernelHeight(), in.shape().height());
    int left = Math.max(x, 0);
    int right = Math.min(x + window.kernelWidth(), in.shape().width());
    float[] values = in.values();
    float largest = Float.NEGATIVE_INFINITY;
    for (int row = Math.max(y, 0); row < bottom; row++) {
      int at = in.planes().row(channel, row);
      for (int column = left; column < right; column++) {
        float value = values[at + column];
        largest = value > largest ? value : largest;
      }
    }
    return largest;
  }
}
