package io.requant.model.file;

import java.nio.ByteBuffer;

/** Reads what {@link RangeEncoder} wrote, byte by byte as it is needed; zeros behind the end. */
final class RangeDecoder {

  /** Bytes that are read before they decide anything, beyond the one that ends a code. */
  private static final int AHEAD = 3;

  private final ByteBuffer in;
  private int low;
  private int high = -1;
  private int code;
  private int missing;

  RangeDecoder(ByteBuffer in) {
    this.in = in;
    for (int i = 0; i < 4; i++) {
      code = code << 8 | next();
    }
  }

  private int next() {
    if (in.hasRemaining()) {
      return in.get() & 0xFF;
    }
    missing++;
    return 0;
  }

  /**
   * Reads one bit.
   *
   * @param one probability of a 1 as it was coded
   * @throws IllegalArgumentException if the code ended long before
   */
  int decode(int one) {
    int middle = middle(low, high, one);
    int bit = Integer.compareUnsigned(code, middle) <= 0 ? 1 : 0;
    if (bit == 1) {
      high = middle;
    } else {
      low = middle + 1;
    }
    while (((low ^ high) & 0xFF000000) == 0) {
      low <<= 8;
      high = high << 8 | 255;
      code = code << 8 | next();
      if (missing > AHEAD) {
        throw new IllegalArgumentException("it ends in the middle of its weights");
      }
    }
    return bit;
  }

  /**
   * Checks that the code ends where what was read from it ends.
   *
   * @throws IllegalArgumentException if there are bytes too many
   */
  void end() {
    if (in.hasRemaining() || missing != AHEAD) {
      throw new IllegalArgumentException(in.remaining() + AHEAD - missing + " bytes too many");
    }
  }

  /** Where the range is divided. */
  static int middle(int low, int high, int one) {
    long range = (high & 0xFFFFFFFFL) - (low & 0xFFFFFFFFL);
    return low + (int) ((range * one) >>> 16);
  }
}
