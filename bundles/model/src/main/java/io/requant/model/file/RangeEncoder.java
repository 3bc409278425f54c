package io.requant.model.file;

import java.io.ByteArrayOutputStream;

/**
 * Binary arithmetic coder with 32-bit bounds (Mahoney 2005, as in the PAQ programs): carries cannot
 * occur, because a byte is written once both bounds agree on it.
 */
final class RangeEncoder {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int low;
  private int high = -1;

  /**
   * Codes one bit.
   *
   * @param one probability of a 1 in 65536ths, 1..65535
   */
  void encode(int bit, int one) {
    int middle = RangeDecoder.middle(low, high, one);
    if (bit == 1) {
      high = middle;
    } else {
      low = middle + 1;
    }
    while (((low ^ high) & 0xFF000000) == 0) {
      out.write(high >>> 24);
      low <<= 8;
      high = high << 8 | 255;
    }
  }

  /** The code, ended so that any bytes may follow. */
  byte[] finish() {
    // One byte that lies between the bounds, whatever the decoder reads behind it.
    out.write((low >>> 24) + 1);
    return out.toByteArray();
  }
}
