package io.requant.camera.internal;

import java.util.OptionalInt;

/**
 * A moving picture that needs no file: eight colour bars that wander to the left, a grey ramp below
 * them, and a white disc on a closed path. After {@link #PERIOD} pictures it begins again.
 */
final class TestPattern implements PictureSource {

  /** Pictures until it begins again. */
  static final int PERIOD = 64;

  private static final int[] BARS = {
    0xFFFFFF, 0xFFFF00, 0x00FFFF, 0x00FF00, 0xFF00FF, 0xFF0000, 0x0000FF, 0x000000
  };

  private final int width;
  private final int height;

  TestPattern(SensorArea area) {
    this.width = area.width();
    this.height = area.height();
  }

  @Override
  public int size() {
    return PERIOD;
  }

  @Override
  public Picture picture(int index) {
    byte[] rgb = new byte[width * height * 3];
    int ramp = height * 3 / 4;
    int shift = index * width / PERIOD;
    double angle = 2 * Math.PI * index / PERIOD;
    int radius = Math.max(1, Math.min(width, height) / 10);
    int discX = (int) Math.round(width / 2.0 + (width / 2.0 - radius) * Math.sin(angle));
    int discY = (int) Math.round(ramp / 2.0 + (ramp / 2.0 - radius) * Math.sin(2 * angle));
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++, at += 3) {
        int colour = y < ramp ? BARS[(x + shift) % width * BARS.length / width] : grey(x);
        int dx = x - discX;
        int dy = y - discY;
        if (dx * dx + dy * dy <= radius * radius) {
          colour = 0xFFFFFF;
        }
        rgb[at] = (byte) (colour >> 16);
        rgb[at + 1] = (byte) (colour >> 8);
        rgb[at + 2] = (byte) colour;
      }
    }
    return new Picture(width, height, rgb, OptionalInt.empty());
  }

  private int grey(int x) {
    return x * 255 / Math.max(1, width - 1) * 0x010101;
  }
}
