package io.requant.camera.internal;

import io.requant.api.frame.Frame;
import java.util.Arrays;

/**
 * Brings pictures of any size onto the sensor's frame, on black, in the middle.
 *
 * <p>A picture that fits is enlarged by the largest whole factor, pixel by pixel, so that
 * downsampling by averaging gives it back exactly but for the 16-bit colours: 32x32 becomes 224x224
 * in 320x240. A larger one is reduced, keeping its proportions, by averaging the area of each
 * pixel.
 *
 * @param width columns of the frame
 * @param height rows of the frame
 */
record SensorArea(int width, int height) {

  /** Rows of the OV5640's pixel array. */
  static final int ARRAY_HEIGHT = 1944;

  /** Columns of the OV5640's pixel array. */
  static final int ARRAY_WIDTH = 2592;

  SensorArea {
    if (width < 1
        || height < 1
        || width > Math.min(ARRAY_WIDTH, Frame.MAX_EXTENT)
        || height > Math.min(ARRAY_HEIGHT, Frame.MAX_EXTENT)) {
      throw new IllegalArgumentException(
          "frame of %dx%d pixels: an OV5640 gives 1x1 to %dx%d; set width and height"
              .formatted(width, height, ARRAY_WIDTH, ARRAY_HEIGHT));
    }
  }

  /** Bytes of a frame. */
  int frameBytes() {
    return width * height * 2;
  }

  /** A frame of RGB565, high byte first, in a fresh array. */
  byte[] place(Picture picture) {
    return picture.width() <= width && picture.height() <= height
        ? enlarge(picture)
        : reduce(picture);
  }

  private byte[] enlarge(Picture picture) {
    int factor = Math.min(width / picture.width(), height / picture.height());
    byte[] small = Rgb565.encode(picture.rgb(), BusOrder.HIGH_FIRST);
    byte[] frame = new byte[frameBytes()];
    int rowBytes = picture.width() * factor * 2;
    int left = (width - picture.width() * factor) / 2;
    int top = (height - picture.height() * factor) / 2;
    for (int y = 0; y < picture.height(); y++) {
      int first = ((top + y * factor) * width + left) * 2;
      int at = first;
      for (int x = 0; x < picture.width(); x++) {
        int from = (y * picture.width() + x) * 2;
        for (int repeat = 0; repeat < factor; repeat++) {
          frame[at++] = small[from];
          frame[at++] = small[from + 1];
        }
      }
      for (int repeat = 1; repeat < factor; repeat++) {
        System.arraycopy(frame, first, frame, first + repeat * width * 2, rowBytes);
      }
    }
    return frame;
  }

  private byte[] reduce(Picture picture) {
    double ratio = Math.max((double) picture.width() / width, (double) picture.height() / height);
    int columns = Math.min(width, Math.max(1, (int) Math.round(picture.width() / ratio)));
    int rows = Math.min(height, Math.max(1, (int) Math.round(picture.height() / ratio)));
    int left = (width - columns) / 2;
    int top = (height - rows) / 2;
    byte[] frame = new byte[frameBytes()];
    long[] sum = new long[3];
    for (int y = 0; y < rows; y++) {
      int y0 = (int) ((long) y * picture.height() / rows);
      int y1 = Math.max(y0 + 1, (int) ((y + 1L) * picture.height() / rows));
      for (int x = 0; x < columns; x++) {
        int x0 = (int) ((long) x * picture.width() / columns);
        int x1 = Math.max(x0 + 1, (int) ((x + 1L) * picture.width() / columns));
        addUp(picture, x0, x1, y0, y1, sum);
        int area = (x1 - x0) * (y1 - y0);
        int pixel =
            Rgb565.pack((int) (sum[0] / area), (int) (sum[1] / area), (int) (sum[2] / area));
        Rgb565.put(frame, ((top + y) * width + left + x) * 2, pixel, BusOrder.HIGH_FIRST);
      }
    }
    return frame;
  }

  private static void addUp(Picture picture, int x0, int x1, int y0, int y1, long[] sum) {
    Arrays.fill(sum, 0);
    byte[] rgb = picture.rgb();
    for (int y = y0; y < y1; y++) {
      int at = (y * picture.width() + x0) * 3;
      for (int x = x0; x < x1; x++, at += 3) {
        sum[0] += rgb[at] & 0xFF;
        sum[1] += rgb[at + 1] & 0xFF;
        sum[2] += rgb[at + 2] & 0xFF;
      }
    }
  }
}
