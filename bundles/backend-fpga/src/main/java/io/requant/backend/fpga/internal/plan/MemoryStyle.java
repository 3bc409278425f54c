package io.requant.backend.fpga.internal.plan;

/**
 * Where memories go: into block memories, or into look-up tables where they would leave most of a
 * block empty. Every family that we know has blocks of 18 Kbit (or halves of that size), up to 36
 * bits wide.
 */
public final class MemoryStyle {

  /** Memories of up to so many words are always made of look-up tables. */
  private static final int FEW_WORDS = 64;

  /**
   * Bits a block below which tables are cheaper: GW2A has 450 tables of 16 bits for each of its
   * blocks. Memories that are written cost more tables than constants, which are plain logic.
   */
  private static final int RAM_BITS = 4_200;

  private static final int ROM_BITS = 7_000;

  /** Shapes of 18 Kbit: width, words. */
  private static final int[][] SHAPES = {
    {36, 512}, {18, 1024}, {9, 2048}, {4, 4096}, {2, 8192}, {1, 16384}
  };

  private MemoryStyle() {}

  /** Whether a memory that is written and read belongs into blocks. */
  public static boolean ramInBlocks(int width, int words) {
    return inBlocks(width, words, RAM_BITS);
  }

  /** Whether a memory that is only read belongs into blocks. */
  public static boolean romInBlocks(int width, int words) {
    return inBlocks(width, words, ROM_BITS);
  }

  private static boolean inBlocks(int width, int words, int least) {
    return words > FEW_WORDS && (long) width * words > (long) least * blocks(width, words);
  }

  /** Blocks of 18 Kbit for a width and a number of words: the cheapest of their shapes. */
  public static int blocks(int width, int words) {
    int least = Integer.MAX_VALUE;
    for (int[] shape : SHAPES) {
      least = Math.min(least, Numbers.ceilDiv(width, shape[0]) * Numbers.ceilDiv(words, shape[1]));
    }
    return least;
  }

  /** Rows of tables, of 16 words each, that a memory in tables takes. */
  static int tableRows(int words) {
    return Numbers.ceilDiv(words, 16);
  }

  /** Most words that fit the same number of blocks. */
  static int wordsInBlocks(int width, int words) {
    int blocks = blocks(width, words);
    int most = words;
    for (int[] shape : SHAPES) {
      most = Math.max(most, blocks / Numbers.ceilDiv(width, shape[0]) * shape[1]);
    }
    return most;
  }
}
