package io.requant.backend.fpga.internal.video;

/**
 * What a sink makes of three TMDS channels (DVI 1.0, section 3.3.3): colours, data enable and sync
 * signals; and how far ones and zeros of each channel were out of balance.
 */
public final class TmdsDecoder {

  private static final int[] CONTROL = {
    0b1101010100, 0b0010101011, 0b0101010100, 0b1010101011,
  };
  private static final int BITS = 10;

  private int largestImbalance;

  /**
   * Decodes.
   *
   * @param words a word a clock: blue in bits 9..0, green, red; the lowest bit of each was sent
   *     first
   * @return words as {@link PanelSignal} takes them
   * @throws IllegalArgumentException if the channels do not agree on what is picture
   */
  public int[] decode(int[] words) {
    int[] signals = new int[words.length];
    int[] balance = new int[3];
    for (int i = 0; i < words.length; i++) {
      int blue = words[i] & 0x3FF;
      int control = control(blue);
      int colours = 0;
      for (int c = 0; c < 3; c++) {
        int word = (words[i] >> (BITS * c)) & 0x3FF;
        if (control(word) >= 0 != control >= 0) {
          throw new IllegalArgumentException(
              "clock %d: channel %d has %03x, blue has %03x".formatted(i, c, word, blue));
        }
        colours |= data(word) << (8 * c);
        balance[c] = control >= 0 ? 0 : balance[c] + 2 * Integer.bitCount(word) - BITS;
        largestImbalance = Math.max(largestImbalance, Math.abs(balance[c]));
      }
      signals[i] = control >= 0 ? control << 25 : (1 << 24) | colours;
    }
    return signals;
  }

  /** Largest difference of ones and zeros sent within a line, over all channels. */
  public int largestImbalance() {
    return largestImbalance;
  }

  private static int control(int word) {
    for (int i = 0; i < CONTROL.length; i++) {
      if (CONTROL[i] == word) {
        return i;
      }
    }
    return -1;
  }

  private static int data(int word) {
    int coded = (word & 0x200) != 0 ? ~word : word;
    boolean exclusive = (word & 0x100) != 0;
    int data = coded & 1;
    for (int i = 1; i < 8; i++) {
      int differs = ((coded >> i) ^ (coded >> (i - 1))) & 1;
      data |= (exclusive ? differs : 1 - differs) << i;
    }
    return data;
  }
}
