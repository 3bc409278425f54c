package io.requant.backend.pi.internal.planar;

import java.util.Arrays;

/** Every stride-th pixel, with planes of zeros before and after. */
final class PickStep implements StepRunner {

  private final Tensor in;
  private final Tensor out;
  private final int stride;
  private final int before;

  PickStep(Tensor in, Tensor out, int stride, int before) {
    this.in = in;
    this.out = out;
    this.stride = stride;
    this.before = before;
  }

  @Override
  public void run() {
    int plane = out.planes().plane();
    int end = before + in.shape().channels();
    Arrays.fill(out.values(), 0, before * plane, 0);
    Arrays.fill(out.values(), end * plane, out.shape().channels() * plane, 0);
    for (int c = 0; c < in.shape().channels(); c++) {
      for (int y = 0; y < out.shape().height(); y++) {
        int from = in.planes().row(c, y * stride);
        int to = out.planes().row(before + c, y);
        for (int x = 0; x < out.shape().width(); x++) {
          out.values()[to + x] = in.values()[from + x * stride];
        }
      }
    }
  }
}
