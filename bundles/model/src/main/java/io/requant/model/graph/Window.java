package io.requant.model.graph;

/**
 * A sliding window: kernel, stride and zero padding of a convolution or a pool.
 *
 * @param kernelHeight rows of the kernel, 1..255
 * @param kernelWidth columns of the kernel, 1..255
 * @param strideY vertical step, 1..255
 * @param strideX horizontal step, 1..255
 * @param padTop rows of padding above, below the kernel's height
 * @param padLeft columns of padding at the left, below the kernel's width
 * @param padBottom rows of padding below, below the kernel's height
 * @param padRight columns of padding at the right, below the kernel's width
 */
public record Window(
    int kernelHeight,
    int kernelWidth,
    int strideY,
    int strideX,
    int padTop,
    int padLeft,
    int padBottom,
    int padRight) {

  private static final int MAX = 255;

  public Window {
    check("kernel height", kernelHeight, 1, MAX);
    check("kernel width", kernelWidth, 1, MAX);
    check("vertical stride", strideY, 1, MAX);
    check("horizontal stride", strideX, 1, MAX);
    check("top padding", padTop, 0, kernelHeight - 1);
    check("left padding", padLeft, 0, kernelWidth - 1);
    check("bottom padding", padBottom, 0, kernelHeight - 1);
    check("right padding", padRight, 0, kernelWidth - 1);
  }

  /** A square kernel with equal strides and equal padding on all sides. */
  public static Window square(int kernel, int stride, int padding) {
    return new Window(kernel, kernel, stride, stride, padding, padding, padding, padding);
  }

  /** Whether any side is padded. */
  public boolean padded() {
    return padTop + padLeft + padBottom + padRight > 0;
  }

  /** Kernel positions: kernel height x kernel width. */
  public int area() {
    return kernelHeight * kernelWidth;
  }

  /**
   * Rows and columns of the result for an input of the given shape (floor mode).
   *
   * @return the spatial extent with the given number of channels
   */
  Shape slide(String layer, Shape in, int channels) {
    int rows = in.height() + padTop + padBottom - kernelHeight;
    int columns = in.width() + padLeft + padRight - kernelWidth;
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "layer '%s': kernel %dx%d is larger than its padded input %s"
              .formatted(layer, kernelHeight, kernelWidth, in));
    }
    return new Shape(rows / strideY + 1, columns / strideX + 1, channels);
  }

  private static void check(String what, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(what + " " + value + " is outside " + low + ".." + high);
    }
  }
}
