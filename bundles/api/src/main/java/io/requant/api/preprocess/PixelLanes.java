package io.requant.api.preprocess;

import io.requant.api.frame.PixelFormat;

/**
 * Sums of pixels, all colours at once: red, green and blue in three lanes of one {@code long}.
 *
 * <p>A lane has {@value #BITS} bits and so holds the sum of weights up to {@link
 * io.requant.api.frame.Frame#MAX_EXTENT} times 255. Widening RGB565 to 8 bits is a sum of what the
 * two bytes of a pixel give by themselves, also for green, whose bits lie in both: one look-up per
 * byte and no shift.
 */
final class PixelLanes {

  /** Bits of a lane: 8192 x 255 is below 2^21. */
  static final int BITS = 21;

  private static final int MASK = (1 << BITS) - 1;
  private static final long[] FIRST_BYTE = new long[256];
  private static final long[] SECOND_BYTE = new long[256];

  static {
    for (int b = 0; b < 256; b++) {
      int greenHigh = b & 7;
      FIRST_BYTE[b] = lanes(widen5(b >> 3), greenHigh << 5 | greenHigh >> 1, 0);
      SECOND_BYTE[b] = lanes(0, b >> 5 << 2, widen5(b & 0x1F));
    }
  }

  private PixelLanes() {}

  /**
   * Sum of the pixels {@code from..to} of a row.
   *
   * @param row bytes of the row
   * @return 0 if {@code to} is before {@code from}
   */
  static long sum(byte[] row, PixelFormat format, int from, int to) {
    long sum = 0;
    if (format == PixelFormat.RGB565) {
      for (int i = 2 * from; i <= 2 * to; i += 2) {
        sum += FIRST_BYTE[row[i] & 0xFF] + SECOND_BYTE[row[i + 1] & 0xFF];
      }
      return sum;
    }
    int red = 0;
    int green = 0;
    int blue = 0;
    for (int i = 3 * from; i <= 3 * to; i += 3) {
      red += row[i] & 0xFF;
      green += row[i + 1] & 0xFF;
      blue += row[i + 2] & 0xFF;
    }
    return lanes(red, green, blue);
  }

  /** Red of a sum. */
  static int red(long lanes) {
    return (int) (lanes >>> (2 * BITS));
  }

  /** Green of a sum. */
  static int green(long lanes) {
    return (int) (lanes >>> BITS) & MASK;
  }

  /** Blue of a sum. */
  static int blue(long lanes) {
    return (int) lanes & MASK;
  }

  private static long lanes(int red, int green, int blue) {
    return ((long) red << (2 * BITS)) | ((long) green << BITS) | blue;
  }

  private static int widen5(int v) {
    return v << 3 | v >> 2;
  }
}
