package io.requant.backend.fpga.internal.plan;

import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;

/**
 * Where a sliding window goes: extents in pixels.
 *
 * @param inHeight rows of the input
 * @param inWidth columns of the input
 * @param outHeight rows of the output
 * @param outWidth columns of the output
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideY step down
 * @param strideX step to the right
 * @param padTop rows of padding above
 * @param padLeft columns of padding at the left
 */
public record Geometry(
    int inHeight,
    int inWidth,
    int outHeight,
    int outWidth,
    int kernelHeight,
    int kernelWidth,
    int strideY,
    int strideX,
    int padTop,
    int padLeft) {

  /** The geometry of a window over an input. */
  public static Geometry of(Shape in, Shape out, Window w) {
    return new Geometry(
        in.height(),
        in.width(),
        out.height(),
        out.width(),
        w.kernelHeight(),
        w.kernelWidth(),
        w.strideY(),
        w.strideX(),
        w.padTop(),
        w.padLeft());
  }

  /**
   * Whether there is one window a pixel, which reads that pixel alone: where it stands does not
   * matter.
   */
  public boolean pointwise() {
    return area() == 1
        && strideY == 1
        && strideX == 1
        && padTop == 0
        && padLeft == 0
        && outHeight == inHeight
        && outWidth == inWidth;
  }

  /** Positions of the window. */
  public int area() {
    return kernelHeight * kernelWidth;
  }

  /** Pixels of the output. */
  public int outPixels() {
    return outHeight * outWidth;
  }

  /** Pixels of the input. */
  public int inPixels() {
    return inHeight * inWidth;
  }

  /** The window's upper edge for an output row. */
  int top(int y) {
    return y * strideY - padTop;
  }

  /** The window's left edge for an output column. */
  int left(int x) {
    return x * strideX - padLeft;
  }

  /** Pixels that must have come before the window at (y, x) can be read, counted in the frame. */
  public int neededPixels(int y, int x) {
    int row = Math.min(top(y) + kernelHeight - 1, inHeight - 1);
    int column = Math.min(left(x) + kernelWidth - 1, inWidth - 1);
    return row * inWidth + column + 1;
  }

  /**
   * Pixels that neither the window at (y, x) nor any after it reads, counted from the start of the
   * frame. Row 0 stays as long as a window further down begins at or above it.
   */
  public int releasedPixels(int y, int x) {
    boolean keepsRow = y < outHeight - 1 && top(y) + strideY <= 0;
    return keepsRow ? 0 : Math.max(top(y), 0) * inWidth + Math.max(left(x), 0);
  }

  /** Pixels that a ring must hold so that every window can be complete. */
  public int heldPixels() {
    int most = 1;
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        most = Math.max(most, neededPixels(y, x) - releasedPixels(y, x));
      }
    }
    return most;
  }

  /** Most pixels that have to come between a window and the next, also of the next frame. */
  public int mostAwaitedPixels() {
    int last = 0;
    int most = 0;
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        most = Math.max(most, neededPixels(y, x) - last);
        last = neededPixels(y, x);
      }
    }
    return Math.max(most, inPixels() - last + neededPixels(0, 0));
  }
}
