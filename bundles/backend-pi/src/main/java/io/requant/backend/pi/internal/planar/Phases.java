package io.requant.backend.pi.internal.planar;

import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;

/**
 * Input of a strided convolution, rearranged so that the convolution has stride 1: pixels whose
 * rows and columns leave the same remainders by the strides form a plane of their own. Padding is
 * written out as zeros.
 */
final class Phases {

  private final Tensor from;
  private final Window window;
  private final int phasesX;
  private final int phases;
  private final int rows;
  private final int columns;
  private final int pitch;

  /**
   * Plans the rearrangement.
   *
   * @param wishedPitch distance between rows, if the rows are not longer
   */
  Phases(Tensor from, Window window, Shape out, int wishedPitch) {
    this.from = from;
    this.window = window;
    this.phasesX = Math.min(window.strideX(), window.kernelWidth());
    this.phases = Math.min(window.strideY(), window.kernelHeight()) * phasesX;
    this.rows = out.height() + (window.kernelHeight() - 1) / window.strideY();
    this.columns = out.width() + (window.kernelWidth() - 1) / window.strideX();
    this.pitch = Math.max(columns, wishedPitch);
    long elements = (long) from.shape().channels() * phases * rows * pitch;
    if (elements > Planes.MAX_ELEMENTS) {
      throw new TooLargeException(
          "a strided window over %s needs %d elements; %d are possible"
              .formatted(from.shape(), elements, Planes.MAX_ELEMENTS));
    }
  }

  /** Distance between rows of one plane. */
  int pitch() {
    return pitch;
  }

  /** Elements of the rearranged input. */
  int elements() {
    return from.shape().channels() * phases * rows * pitch;
  }

  /** Index of what a kernel position reads for output pixel (0, 0). */
  int index(int channel, int ky, int kx) {
    int phase = ky % window.strideY() * phasesX + kx % window.strideX();
    int plane = channel * phases + phase;
    return (plane * rows + ky / window.strideY()) * pitch + kx / window.strideX();
  }

  /** Writes the rearranged input. */
  void fill(float[] to) {
    int at = 0;
    for (int c = 0; c < from.shape().channels(); c++) {
      for (int phase = 0; phase < phases; phase++) {
        int py = phase / phasesX - window.padTop();
        int px = phase % phasesX - window.padLeft();
        for (int i = 0; i < rows; i++, at += pitch) {
          fillRow(to, at, c, i * window.strideY() + py, px);
        }
      }
    }
  }

  private void fillRow(float[] to, int at, int channel, int y, int x0) {
    int stride = window.strideX();
    int width = from.shape().width();
    boolean inside = y >= 0 && y < from.shape().height();
    int first = inside ? Math.min(columns, x0 >= 0 ? 0 : (stride - 1 - x0) / stride) : columns;
    int end = x0 >= width ? first : Math.min(columns, (width - 1 - x0) / stride + 1);
    end = Math.max(first, end);
    for (int j = 0; j < first; j++) {
      to[at + j] = 0;
    }
    if (inside) {
      float[] values = from.values();
      int source = from.planes().row(channel, y) + x0;
      for (int j = first; j < end; j++) {
        to[at + j] = values[source + j * stride];
      }
    }
    for (int j = end; j < columns; j++) {
      to[at + j] = 0;
    }
  }
}
