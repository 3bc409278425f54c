package io.requant.backend.pi.internal.jni;

import io.requant.model.graph.Shape;
import io.requant.model.program.TensorSpec;

/**
 * How a tensor lies in the arena: NHWC, the gap between two rows serving as the right border of one
 * and the left border of the next.
 *
 * @param shape extent
 * @param size bytes of an element: 1 up to 8 bits, else 2
 * @param zero what is stored for 0: bytes are unsigned, 16-bit elements signed
 * @param low smallest value
 * @param high largest value
 * @param border rows and columns of zeros around it
 */
record Place(Shape shape, int size, int zero, int low, int high, Border border) {

  private static final int ALIGNMENT = 64;
  private static final int VECTOR = 64;

  /** Bytes that one tensor may take: twice as much is still addressed with 32 bits. */
  static final long MAX_BYTES = 1L << 29;

  /** What convolutions that slide over a tensor need around it, in pixels. */
  record Border(int top, int bottom, int left, int right) {

    static final Border NONE = new Border(0, 0, 0, 0);

    Border merge(Border other) {
      return new Border(
          Math.max(top, other.top),
          Math.max(bottom, other.bottom),
          Math.max(left, other.left),
          Math.max(right, other.right));
    }

    int gap() {
      return Math.max(left, right);
    }
  }

  static Place of(TensorSpec spec, Border border) {
    int size = spec.bits() <= Byte.SIZE ? 1 : 2;
    int zero = 0;
    if (size == 1 && spec.signed()) {
      zero = -spec.low();
    } else if (size == 2 && !spec.signed()) {
      // In the middle of the range: 16 bits then hold more of what kernels make of it.
      zero = -(spec.high() + 1) / 2;
    }
    return new Place(spec.shape(), size, zero, spec.low(), spec.high(), border);
  }

  private long pixel() {
    return (long) shape.channels() * size;
  }

  /** Bytes from a row to the next. */
  long pitch() {
    return (shape.width() + border.gap()) * pixel();
  }

  /** Bytes from the place's first to element (0, 0, 0). */
  long lead() {
    return align(border.top() * pitch() + border.gap() * pixel());
  }

  /** All bytes, with border and what vector loads may touch behind it. */
  long bytes() {
    long last = (shape.height() - 1L + border.bottom()) * pitch();
    return align(lead() + last + (shape.width() + border.right()) * pixel() + 4 * pixel() + VECTOR);
  }

  private static long align(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
