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
   * rows frees s rows at once, of which all but one have to come early.
   */
  static Ring of(Geometry g, int channels, int lanes, int bits) {
    int words = Numbers.ceilDiv(channels, lanes);
    int early = Math.min(g.strideY() - 1, g.inHeight()) * g.inWidth() + 2 * g.strideX();
    long depth = (long) (g.heldPixels() + Math.min(early, g.inPixels())) * words;
    if (depth > Hardware.MAX_MEMORY_WORDS) {
      throw new NoHardwareException("a window would keep " + depth + " words");
    }
    return new Ring(lanes, words, bits, Math.max(2, (int) depth));
  }

  /** Bits of a word. */
  public int width() {
    return lanes * bits;
  }
}
