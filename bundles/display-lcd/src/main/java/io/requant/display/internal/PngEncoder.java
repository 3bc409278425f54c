package io.requant.display.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes pixels of 16 bits as a PNG of 8 bits a channel (ISO/IEC 15948), whose colours are those
 * that the panel shows. Every row is filtered by the one above: panels are mostly flat.
 */
final class PngEncoder {

  private static final byte[] SIGNATURE = {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10};
  private static final byte FILTER_UP = 2;

  private PngEncoder() {}

  /** A picture as PNG. */
  static byte[] encode(int width, int height, short[] pixels) {
    if (pixels.length != width * height || pixels.length == 0) {
      throw new IllegalArgumentException(
          pixels.length + " pixels for a picture of " + width + "x" + height);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream(width * height / 4 + 256);
    png.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) 2).put((byte) 0).put((byte) 0).put((byte) 0);
    chunk(png, "IHDR", header.array());
    chunk(png, "IDAT", compress(width, height, pixels));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static byte[] compress(int width, int height, short[] pixels) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream(width * height / 4);
      byte[] buffer = new byte[8192];
      byte[] row = new byte[1 + width * 3];
      byte[] above = new byte[width * 3];
      row[0] = FILTER_UP;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int rgb = Colour.rgb(pixels[y * width + x]);
          filter(row, above, x * 3, rgb >> 16);
          filter(row, above, x * 3 + 1, rgb >> 8);
          filter(row, above, x * 3 + 2, rgb);
        }
        deflater.setInput(row);
        drain(deflater, buffer, out);
      }
      deflater.finish();
      drain(deflater, buffer, out);
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void filter(byte[] row, byte[] above, int at, int value) {
    row[1 + at] = (byte) (value - above[at]);
    above[at] = (byte) value;
  }

  private static void drain(Deflater deflater, byte[] buffer, ByteArrayOutputStream out) {
    int count = deflater.deflate(buffer);
    while (count > 0) {
      out.write(buffer, 0, count);
      count = deflater.deflate(buffer);
    }
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    png.writeBytes(name);
    png.writeBytes(content);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
