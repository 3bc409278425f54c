package io.requant.backend.fpga.internal.video;

import java.util.Locale;

/**
 * Letters of 5 x 7 pixels in cells of 8 x 8, ASCII 32..95: those that the overlay's memory holds.
 */
public final class VideoFont {

  /** Rows and columns of a cell. */
  public static final int CELL = 8;

  private static final int FIRST = 32;
  private static final int LETTERS = 64;
  private static final int ROWS = 7;

  private final int[] rows = new int[LETTERS * CELL];

  /** Reads the bundle's font. */
  public VideoFont() {
    int letter = -1;
    int row = 0;
    for (String line : VideoLibrary.text("font.txt").lines().toList()) {
      if (Character.isDigit(line.charAt(0))) {
        letter = Integer.parseInt(line) - FIRST;
        row = 0;
      } else if (letter >= 0) {
        for (int x = 0; x < line.length(); x++) {
          if (line.charAt(x) == '#') {
            rows[letter * CELL + row] |= 0x80 >> (x + 1);
          }
        }
        row++;
        if (row > ROWS) {
          throw new IllegalStateException("font.txt: letter " + (letter + FIRST) + " is too high");
        }
      }
    }
  }

  /**
   * Index of a letter: capitals stand for small letters, a space for an underscore, a question mark
   * for what the font has not.
   */
  public static int index(char letter) {
    if (letter == '_') {
      return 0;
    }
    int index = Character.toString(letter).toUpperCase(Locale.ROOT).charAt(0) - FIRST;
    return index >= 0 && index < LETTERS ? index : '?' - FIRST;
  }

  /**
   * A row of a letter.
   *
   * @return 8 pixels, the leftmost in the highest bit
   */
  public int row(int letter, int row) {
    return rows[letter * CELL + row];
  }

  /** All rows of all letters, in order. */
  public int[] rows() {
    return rows.clone();
  }
}
