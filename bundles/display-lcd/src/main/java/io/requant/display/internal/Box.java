package io.requant.display.internal;

/** A rectangle of pixels. */
record Box(int x, int y, int width, int height) {

  /** The column after the last one. */
  int right() {
    return x + width;
  }

  /** The row after the last one. */
  int bottom() {
    return y + height;
  }

  /** The same with some pixels less on every side. */
  Box inset(int by) {
    return new Box(x + by, y + by, width - 2 * by, height - 2 * by);
  }
}
