package io.requant.display.internal;

import java.util.HashMap;
import java.util.Map;

/**
 * A typeface at one size and weight, rasterised letter by letter as it is needed.
 *
 * <p>Stems and horizontals are put on whole pixels: the body's edges, the baseline, the x-height
 * and the height of capitals all fall where a stroke covers pixels fully. What lies between is
 * scaled linearly and smoothed. Used by one thread at a time.
 */
final class Font {

  /** Width of a space, in stroke units. */
  private static final double SPACE = 4.6;

  private final Typeface typeface;
  private final int cap;
  private final double stroke;
  private final double scale;
  private final int gap;
  private final Map<Character, Glyph> glyphs = new HashMap<>();

  /**
   * A letter's pixels.
   *
   * @param left column of the first pixel, from the pen
   * @param top row of the first pixel, from the baseline downwards, so mostly negative
   * @param columns pixels of a row
   * @param rows rows
   * @param coverage how much of each pixel the letter covers, 0..255 as unsigned bytes
   * @param advance from this pen position to the next
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, never compared
  record Glyph(int left, int top, int columns, int rows, byte[] coverage, int advance) {}

  /**
   * Chooses a size.
   *
   * @param typeface the letters
   * @param cap height of capitals in pixels, at least 5
   * @param stroke width of strokes in pixels, at least 1
   */
  Font(Typeface typeface, int cap, double stroke) {
    if (cap < 5 || stroke < 1 || stroke > cap / 2.0) {
      throw new IllegalArgumentException("letters of " + cap + " pixels, strokes of " + stroke);
    }
    this.typeface = typeface;
    this.cap = cap;
    this.stroke = stroke < 4 ? Math.rint(stroke) : stroke;
    this.scale = (cap - this.stroke) / Typeface.CAP_HEIGHT;
    this.gap = (int) Math.max(1, Math.rint(cap * 0.17));
  }

  /** Height of capitals in pixels. */
  int cap() {
    return cap;
  }

  /** Width of a text in pixels. */
  int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); i++) {
      width += glyph(text.charAt(i)).advance();
    }
    return text.isEmpty() ? 0 : width - gap;
  }

  /** The longest beginning of a text that is no wider than some pixels, with dots if it is cut. */
  String fit(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    int length = text.length();
    while (length > 0 && width(text.substring(0, length) + "…") > width) {
      length--;
    }
    return text.substring(0, length) + "…";
  }

  /** A letter's pixels. */
  Glyph glyph(char character) {
    return glyphs.computeIfAbsent(character, this::rasterise);
  }

  private Glyph rasterise(char character) {
    if (character == ' ') {
      return new Glyph(0, 0, 0, 0, new byte[0], (int) Math.rint(SPACE * scale) + gap);
    }
    Typeface.Outline outline = typeface.outline(character);
    double half = stroke / 2;
    int body = (int) Math.rint(outline.width() * scale);
    double stretch = outline.width() == 0 ? scale : body / outline.width();
    int margin = 1 + (int) Math.ceil(half);
    int columns = body + (int) Math.ceil(stroke) + 2 * margin;
    int below = (int) Math.ceil(Typeface.DESCENT * scale) + margin;
    int rows = cap + (int) Math.ceil(1.5 * scale) + margin + below;
    int baseline = rows - below;
    byte[] coverage = new byte[columns * rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double x = column + 0.5 - margin - half;
        double y = baseline - half - row - 0.5;
        double distance = Double.MAX_VALUE;
        for (Stroke line : outline.strokes()) {
          distance = Math.min(distance, distance(line, stretch, x, y));
        }
        double covered = Math.min(1, Math.max(0, half + 0.5 - distance));
        coverage[row * columns + column] = (byte) Math.rint(covered * 255);
      }
    }
    int advance = body + (int) Math.ceil(stroke) + gap;
    return new Glyph(-margin, -baseline, columns, rows, coverage, advance);
  }

  private double distance(Stroke line, double stretch, double x, double y) {
    double nearest = Double.MAX_VALUE;
    double[] xs = line.xs();
    double[] ys = line.ys();
    for (int i = 0; i < xs.length; i++) {
      int j = Math.min(i + 1, xs.length - 1);
      nearest =
          Math.min(
              nearest,
              toSegment(x, y, xs[i] * stretch, height(ys[i]), xs[j] * stretch, height(ys[j])));
    }
    return nearest;
  }

  /**
   * Heights between baseline, x-height and capitals are stretched so that these three are whole.
   */
  private double height(double units) {
    double small = Math.rint(Typeface.X_HEIGHT * scale);
    double capitals = cap - stroke;
    if (units <= Typeface.X_HEIGHT) {
      return units * small / Typeface.X_HEIGHT;
    }
    return small
        + (units - Typeface.X_HEIGHT)
            * (capitals - small)
            / (Typeface.CAP_HEIGHT - Typeface.X_HEIGHT);
  }

  private static double toSegment(double x, double y, double x0, double y0, double x1, double y1) {
    double dx = x1 - x0;
    double dy = y1 - y0;
    double square = dx * dx + dy * dy;
    double along = square == 0 ? 0 : ((x - x0) * dx + (y - y0) * dy) / square;
    double t = Math.min(1, Math.max(0, along));
    return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
  }
}
