package io.requant.display.internal;

/** Colours as 0xRRGGBB and as pixels of 16 bits (red in bits 15..11, green 10..5, blue 4..0). */
final class Colour {

  private Colour() {}

  /** The nearest pixel to a colour. */
  static short pixel(int rgb) {
    return pixel((rgb >> 16) & 0xFF, (rgb >> 8) & 0xFF, rgb & 0xFF);
  }

  /** The nearest pixel to three channels of 0..255. */
  static short pixel(int red, int green, int blue) {
    return (short)
        ((((red * 31 + 127) / 255) << 11)
            | (((green * 63 + 127) / 255) << 5)
            | ((blue * 31 + 127) / 255));
  }

  /** Red of a pixel, 0..255. */
  static int red(short pixel) {
    int five = (pixel >> 11) & 0x1F;
    return (five << 3) | (five >> 2);
  }

  /** Green of a pixel, 0..255. */
  static int green(short pixel) {
    int six = (pixel >> 5) & 0x3F;
    return (six << 2) | (six >> 4);
  }

  /** Blue of a pixel, 0..255. */
  static int blue(short pixel) {
    int five = pixel & 0x1F;
    return (five << 3) | (five >> 2);
  }

  /** The colour that a panel shows for a pixel. */
  static int rgb(short pixel) {
    return (red(pixel) << 16) | (green(pixel) << 8) | blue(pixel);
  }

  /** A colour laid over a pixel, covering it by 0..255. */
  static short over(short under, int rgb, int coverage) {
    return pixel(
        mix(red(under), (rgb >> 16) & 0xFF, coverage),
        mix(green(under), (rgb >> 8) & 0xFF, coverage),
        mix(blue(under), rgb & 0xFF, coverage));
  }

  private static int mix(int under, int over, int coverage) {
    return (under * (255 - coverage) + over * coverage + 127) / 255;
  }

  /**
   * Contrast of two colours, 1..21 (WCAG 2.2, "contrast ratio"); small text needs 4.5.
   *
   * @param a 0xRRGGBB
   * @param b 0xRRGGBB
   */
  static double contrast(int a, int b) {
    double la = luminance(a);
    double lb = luminance(b);
    return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear((rgb >> 16) & 0xFF)
        + 0.7152 * linear((rgb >> 8) & 0xFF)
        + 0.0722 * linear(rgb & 0xFF);
  }

  private static double linear(int channel) {
    double s = channel / 255.0;
    return s <= 0.04045 ? s / 12.92 : Math.pow((s + 0.055) / 1.055, 2.4);
  }
}
