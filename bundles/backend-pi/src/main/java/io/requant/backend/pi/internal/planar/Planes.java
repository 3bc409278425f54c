package io.requant.backend.pi.internal.planar;

import io.requant.model.graph.Shape;

/**
 * Layout of a tensor in memory: one plane per channel with a border of zeros, so that a kernel
 * position that hangs over the edge reads zeros.
 *
 * <p>The gap after each row is also the border left of the next one: a plane is {@code gap} zeros,
 * then {@code top + height + bottom} rows of {@code width + gap}.
 *
 * @param height rows
 * @param width columns
 * @param top rows of zeros above
 * @param bottom rows of zeros below
 * @param gap columns of zeros between rows
 */
record Planes(int height, int width, int top, int bottom, int gap) {

  /** Most elements of one tensor with its borders. */
  static final long MAX_ELEMENTS = 1L << 28;

  /** Distance between rows. */
  int pitch() {
    return width + gap;
  }

  /** Elements of one plane. */
  int plane() {
    return gap + (top + height + bottom) * pitch();
  }

  /** Elements of a tensor of so many channels; may exceed {@link #MAX_ELEMENTS}. */
  long elements(int channels) {
    return channels * (gap + (long) (top + height + bottom) * pitch());
  }

  /** Index of the first element of a row. */
  int row(int channel, int y) {
    return channel * plane() + gap + (top + y) * pitch();
  }

  /** Elements from the first of one row to the last of another, so many rows in all. */
  int span(int rows) {
    return (rows - 1) * pitch() + width;
  }

  /** Sets the gaps within a span of rows to zero. */
  void clearGaps(float[] values, int channel, int y, int rows) {
    int at = row(channel, y) + width;
    for (int r = 1; r < rows; r++, at += pitch()) {
      for (int i = 0; i < gap; i++) {
        values[at + i] = 0;
      }
    }
  }

  /** Whether this is the layout of a shape. */
  boolean fits(Shape shape) {
    return shape.height() == height && shape.width() == width;
  }
}
