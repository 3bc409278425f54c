package io.requant.backend.fpga.internal.video;

import java.util.HashSet;
import java.util.Set;

/**
 * A panel's view of its signals: what it measures and what it shows.
 *
 * @param across timing of a line, measured
 * @param down timing of a frame, measured
 * @param pixels colours of a frame, 24 bits, red highest, rows from the top
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never compared
public record PanelSignal(PanelTiming.Axis across, PanelTiming.Axis down, int[] pixels) {

  private static final int ENABLE = 1 << 24;
  private static final int HSYNC = 1 << 25;
  private static final int VSYNC = 1 << 26;

  /**
   * Measures and decodes a recording that holds one frame's active area and a VSYNC pulse before
   * and after it.
   *
   * @param words a word a clock: bits 23..0 colours, 24 data enable, 25 HSYNC, 26 VSYNC
   * @throws IllegalArgumentException if lines differ in length, or the recording holds no whole
   *     frame; the message says what was seen
   */
  public static PanelSignal of(int[] words) {
    int firstRow = next(words, ENABLE, true, 0);
    int hsync = next(words, HSYNC, true, firstRow);
    int width = next(words, ENABLE, false, firstRow) - firstRow;
    int hsyncEnd = next(words, HSYNC, false, hsync);
    int secondRow = next(words, ENABLE, true, hsync);
    int line = secondRow - firstRow;
    PanelTiming.Axis across =
        new PanelTiming.Axis(
            width, hsync - firstRow - width, hsyncEnd - hsync, secondRow - hsyncEnd);
    int height = 0;
    int at = firstRow;
    Set<Integer> widths = new HashSet<>();
    while (at < words.length && (words[at] & ENABLE) != 0) {
      int end = next(words, ENABLE, false, at);
      widths.add(end - at);
      height++;
      at += line;
    }
    int rest = at - line + width;
    if (widths.size() != 1 || height < 2 || any(words, ENABLE, rest, words.length)) {
      throw new IllegalArgumentException(
          "the panel saw %d lines of %s pixels, or more behind them".formatted(height, widths));
    }
    int pulse = next(words, VSYNC, true, 0);
    int pulseEnd = next(words, VSYNC, false, pulse);
    int nextPulse = next(words, VSYNC, true, pulseEnd);
    int lineStart = firstRow % line;
    PanelTiming.Axis down =
        new PanelTiming.Axis(
            height,
            lines(nextPulse - (firstRow + height * line), line),
            lines(pulseEnd - pulse, line),
            lines(firstRow - pulseEnd, line));
    if (lines(nextPulse - pulse, line) != down.total() || lineStart != pulse % line) {
      throw new IllegalArgumentException("VSYNC does not begin with a line");
    }
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixels[y * width + x] = words[firstRow + y * line + x] & 0xFFFFFF;
      }
    }
    return new PanelSignal(across, down, pixels);
  }

  private static int lines(int clocks, int line) {
    if (clocks % line != 0) {
      throw new IllegalArgumentException(clocks + " clocks are no whole lines of " + line);
    }
    return clocks / line;
  }

  private static boolean any(int[] words, int flag, int from, int to) {
    for (int i = from; i < to; i++) {
      if ((words[i] & flag) != 0) {
        return true;
      }
    }
    return false;
  }

  /** First clock from some clock on at which a signal has begun (or ended). */
  private static int next(int[] words, int flag, boolean high, int from) {
    for (int i = from; i < words.length; i++) {
      if ((words[i] & flag) != 0 == high) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "%d clocks of a panel's signals without the %s of signal %x from clock %d on"
            .formatted(words.length, high ? "begin" : "end", flag, from));
  }
}
