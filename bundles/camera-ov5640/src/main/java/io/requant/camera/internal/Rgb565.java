package io.requant.camera.internal;

/**
 * Pixels of 16 bits: red in bits 15..11, green in 10..5, blue in 4..0.
 *
 * <p>Encoding truncates, as the sensor does: its output formatter wires the top five or six bits of
 * each channel to the bus and drops the rest. Decoding repeats the top bits below, so that 0 and
 * 255 stay what they are and encoding gives back the same 16 bits. On uniformly spread values the
 * two together have no bias (mean error 0); the largest error is 7 for red and blue, 3 for green.
 */
final class Rgb565 {

  private Rgb565() {}

  /** One pixel from channels of 0..255, whose lower bits are dropped. */
  static int pack(int red, int green, int blue) {
    return ((red & 0xF8) << 8) | ((green & 0xFC) << 3) | ((blue & 0xF8) >> 3);
  }

  /** Red of a pixel, 0..255. */
  static int red(int pixel) {
    int five = (pixel >> 11) & 0x1F;
    return (five << 3) | (five >> 2);
  }

  /** Green of a pixel, 0..255. */
  static int green(int pixel) {
    int six = (pixel >> 5) & 0x3F;
    return (six << 2) | (six >> 4);
  }

  /** Blue of a pixel, 0..255. */
  static int blue(int pixel) {
    int five = pixel & 0x1F;
    return (five << 3) | (five >> 2);
  }

  /** Puts a pixel into a buffer at a byte offset, in the order given. */
  static void put(byte[] target, int offset, int pixel, BusOrder order) {
    boolean highFirst = order == BusOrder.HIGH_FIRST;
    target[offset] = (byte) (highFirst ? pixel >> 8 : pixel);
    target[offset + 1] = (byte) (highFirst ? pixel : pixel >> 8);
  }

  /** The pixel at a byte offset, in the order given. */
  static int get(byte[] source, int offset, BusOrder order) {
    int first = source[offset] & 0xFF;
    int second = source[offset + 1] & 0xFF;
    return order == BusOrder.HIGH_FIRST ? (first << 8) | second : (second << 8) | first;
  }

  /** Encodes red, green, blue bytes to two bytes a pixel. */
  static byte[] encode(byte[] rgb, BusOrder order) {
    if (rgb.length % 3 != 0) {
      throw new IllegalArgumentException(rgb.length + " bytes are no whole number of pixels");
    }
    byte[] out = new byte[rgb.length / 3 * 2];
    for (int in = 0, at = 0; in < rgb.length; in += 3, at += 2) {
      put(out, at, pack(rgb[in] & 0xFF, rgb[in + 1] & 0xFF, rgb[in + 2] & 0xFF), order);
    }
    return out;
  }

  /** Decodes two bytes a pixel to red, green, blue bytes. */
  static byte[] decode(byte[] pixels, BusOrder order) {
    if (pixels.length % 2 != 0) {
      throw new IllegalArgumentException(pixels.length + " bytes are no whole number of pixels");
    }
    byte[] rgb = new byte[pixels.length / 2 * 3];
    for (int in = 0, at = 0; in < pixels.length; in += 2, at += 3) {
      int pixel = get(pixels, in, order);
      rgb[at] = (byte) red(pixel);
      rgb[at + 1] = (byte) green(pixel);
      rgb[at + 2] = (byte) blue(pixel);
    }
    return rgb;
  }

  /** Exchanges the bytes of every pixel, in place. */
  static void exchangeBytes(byte[] pixels) {
    for (int i = 0; i + 1 < pixels.length; i += 2) {
      byte first = pixels[i];
      pixels[i] = pixels[i + 1];
      pixels[i + 1] = first;
    }
  }
}
