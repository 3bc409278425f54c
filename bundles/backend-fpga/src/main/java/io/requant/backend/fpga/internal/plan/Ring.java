package io.requant.backend.fpga.internal.plan;

/**
 * Memory of a sliding window.
 *
 * @param lanes channels of a word
 * @param words words of a pixel
 * @param bits width of an element
 * @param depth words that it holds
 */
public record Ring(int lanes, int words, int bits, int depth) {

  /**
   * A ring that is large enough, with room to receive pixels while a window is read: a stride of s
   * rows frees s rows at once, of which all but one have to come early. What comes early may cost
   * no block memory of its own.
   */
  static Ring of(Geometry g, int channels, int lanes, int bits) {
    int words = Numbers.ceilDiv(channels, lanes);
    int columns = g.area() == 1 && g.strideX() == 1 ? 1 : 2 * g.strideX();
    int early = Math.min(g.strideY() - 1, g.inHeight()) * g.inWidth() + columns;
    long wish = (long) (g.heldPixels() + Math.min(early, g.inPixels())) * words;
    if (wish > Hardware.MAX_MEMORY_WORDS) {
      throw new NoHardwareException("a window would keep " + wish + " words");
    }
    int depth = (int) wish;
    int least = (g.heldPixels() + 1) * words;
    if (MemoryStyle.ramInBlocks(lanes * bits, depth) && least < depth) {
      int free = MemoryStyle.wordsInBlocks(lanes * bits, least) / words * words;
      depth = Math.max(least, Math.min(depth, free));
    }
    return new Ring(lanes, words, bits, Math.max(2, depth));
  }

  /** Bits of a word. */
  public int width() {
    return lanes * bits;
  }

  /** Bits of rq_window's counts: words held, and words that the next window still lacks. */
  public int countBits(Geometry g) {
    return Numbers.signedBits(Math.max(depth, (long) g.mostAwaitedPixels() * words));
  }
}
