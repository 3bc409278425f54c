package io.requant.backend.fpga.internal.plan;

/**
 * Memory of a sliding window.
 *
 * @param lanes channels of a word
 * @param words words of a pixel
 * @param bits width of an element
 * @param pixels whole pixels that it holds
 * @param depth words of its memory: at least those of its pixels
 */
public record Ring(int lanes, int words, int bits, int pixels, int depth) {

  /**
   * A ring that is large enough, with room to receive pixels while a window is read: a stride of s
   * rows frees s rows at once, of which all but one have to come early. What comes early may cost
   * no block memory of its own.
   */
  static Ring of(Geometry g, int channels, int lanes, int bits) {
    int words = Numbers.ceilDiv(channels, lanes);
    if (g.pointwise()) {
      // One is read while the next one comes; a frame of one pixel is not followed that soon.
      int slots = g.inPixels() == 1 ? 1 : 2;
      return new Ring(lanes, words, bits, slots, (slots - 1) * Numbers.powerOf2(words) + words);
    }
    int columns = g.area() == 1 && g.strideX() == 1 ? 1 : 2 * g.strideX();
    int early = Math.min(g.strideY() - 1, g.inHeight()) * g.inWidth() + columns;
    int held = g.heldPixels();
    int pixels = held + Math.min(early, g.inPixels());
    if ((long) pixels * words > Hardware.MAX_MEMORY_WORDS) {
      throw new NoHardwareException(
          "a window would keep " + (long) pixels * words + " words of " + lanes * bits + " bits");
    }
    int width = lanes * bits;
    if (MemoryStyle.ramInBlocks(width, pixels * words)) {
      int free = MemoryStyle.wordsInBlocks(width, (held + 1) * words) / words;
      pixels = Math.max(held + 1, Math.min(pixels, free));
    }
    return new Ring(lanes, words, bits, pixels, depth(width, pixels * words));
  }

  /** A power of two, whose addresses need no care at the end, where it costs nothing. */
  private static int depth(int width, int words) {
    int whole = Numbers.powerOf2(words);
    boolean inBlocks = MemoryStyle.ramInBlocks(width, words);
    boolean same =
        inBlocks
            ? MemoryStyle.blocks(width, whole) == MemoryStyle.blocks(width, words)
                && MemoryStyle.ramInBlocks(width, whole)
            : MemoryStyle.tableRows(whole) == MemoryStyle.tableRows(words)
                && !MemoryStyle.ramInBlocks(width, whole);
    return Math.max(2, same ? whole : words);
  }

  /** Bits of a word. */
  public int width() {
    return lanes * bits;
  }

  /** Words of its pixels. */
  public int capacity() {
    return pixels * words;
  }

  /** Bits of rq_window's counts: pixels in use, and pixels that the next window still lacks. */
  public int countBits(Geometry g) {
    return Numbers.signedBits((long) pixels + g.mostAwaitedPixels());
  }
}
