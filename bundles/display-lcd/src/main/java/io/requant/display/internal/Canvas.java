package io.requant.display.internal;

import java.util.Arrays;

/**
 * Pixels of 16 bits and how to draw on them. What lies outside is left out. One thread at a time.
 */
final class Canvas {

  private final int width;
  private final int height;
  private final short[] pixels;

  Canvas(int width, int height) {
    this.width = width;
    this.height = height;
    this.pixels = new short[width * height];
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The pixels, rows from the top; not a copy. */
  short[] pixels() {
    return pixels;
  }

  /** Fills a rectangle. */
  void fill(Box box, int rgb) {
    short pixel = Colour.pixel(rgb);
    int x0 = Math.max(0, box.x());
    int x1 = Math.min(width, box.right());
    if (x0 >= x1) {
      return;
    }
    for (int y = Math.max(0, box.y()); y < Math.min(height, box.bottom()); y++) {
      Arrays.fill(pixels, y * width + x0, y * width + x1, pixel);
    }
  }

  /** Fills a rectangle with rounded, smooth corners. */
  void fillRound(Box box, double radius, int rgb) {
    double r = Math.min(radius, Math.min(box.width(), box.height()) / 2.0);
    int reach = (int) Math.ceil(r);
    fill(new Box(box.x(), box.y() + reach, box.width(), box.height() - 2 * reach), rgb);
    for (int row = 0; row < reach; row++) {
      int bottom = box.height() - 1 - row;
      for (int column = 0; column < box.width(); column++) {
        double inset = Math.min(column + 0.5, box.width() - column - 0.5);
        int covered = corner(r, inset, row + 0.5);
        blend(box.x() + column, box.y() + row, rgb, covered);
        if (bottom != row) {
          blend(box.x() + column, box.y() + bottom, rgb, covered);
        }
      }
    }
  }

  private static int corner(double radius, double x, double y) {
    if (x >= radius || y >= radius) {
      return 255;
    }
    double distance = Math.hypot(radius - x, radius - y);
    return (int) Math.rint(255 * Math.min(1, Math.max(0, radius + 0.5 - distance)));
  }

  /** Lays a colour over one pixel, covering it by 0..255. */
  void blend(int x, int y, int rgb, int coverage) {
    if (coverage > 0 && x >= 0 && y >= 0 && x < width && y < height) {
      int at = y * width + x;
      pixels[at] = Colour.over(pixels[at], rgb, coverage);
    }
  }

  /**
   * Writes a text.
   *
   * @param x where it begins
   * @param baseline the row below its letters
   * @return where it ends
   */
  int text(Font font, int x, int baseline, String text, int rgb) {
    int pen = x;
    for (int i = 0; i < text.length(); i++) {
      Font.Glyph glyph = font.glyph(text.charAt(i));
      for (int row = 0, at = 0; row < glyph.rows(); row++) {
        for (int column = 0; column < glyph.columns(); column++, at++) {
          int coverage = glyph.coverage()[at] & 0xFF;
          blend(pen + glyph.left() + column, baseline + glyph.top() + row, rgb, coverage);
        }
      }
      pen += glyph.advance();
    }
    return pen;
  }

  /** Writes a text that ends at a place. */
  void textRight(Font font, int right, int baseline, String text, int rgb) {
    text(font, right - font.width(text), baseline, text, rgb);
  }

  /** Fills a disc with a smooth edge. */
  void disc(double centreX, double centreY, double radius, int rgb) {
    for (int y = (int) (centreY - radius - 1); y <= centreY + radius + 1; y++) {
      for (int x = (int) (centreX - radius - 1); x <= centreX + radius + 1; x++) {
        double distance = Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY);
        double covered = Math.min(1, Math.max(0, radius + 0.5 - distance));
        blend(x, y, rgb, (int) Math.rint(255 * covered));
      }
    }
  }
}
