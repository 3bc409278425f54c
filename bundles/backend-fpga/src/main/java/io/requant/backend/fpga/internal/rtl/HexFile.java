package io.requant.backend.fpga.internal.rtl;

import java.math.BigInteger;

/**
 * Content of a memory as {@code $readmemh} reads it: one word a line, most significant digit first.
 */
final class HexFile {

  private final StringBuilder lines = new StringBuilder();
  private final int digits;
  private final byte[] word;

  /**
   * An empty memory.
   *
   * @param width bits of a word
   */
  HexFile(int width) {
    digits = (width + 3) / 4;
    word = new byte[digits];
  }

  /**
   * Puts a field into the word that is being made.
   *
   * @param at its lowest bit
   * @param bits its width, at most 63
   * @param value taken modulo 2^bits
   */
  void put(int at, int bits, long value) {
    for (int i = 0; i < bits; i++) {
      if ((value >> i & 1) != 0) {
        word[(at + i) >> 2] |= (byte) (1 << (at + i & 3));
      }
    }
  }

  /** Ends the word and begins the next one with zeros. */
  void next() {
    for (int d = digits - 1; d >= 0; d--) {
      lines.append(Character.forDigit(word[d], 16));
      word[d] = 0;
    }
    lines.append('\n');
  }

  /** All words that were ended. */
  @Override
  public String toString() {
    return lines.toString();
  }

  /** The words of a memory's text, for tests. */
  static BigInteger[] words(String text) {
    return text.lines().map(line -> new BigInteger(line, 16)).toArray(BigInteger[]::new);
  }
}
