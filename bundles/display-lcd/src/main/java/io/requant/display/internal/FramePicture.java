package io.requant.display.internal;

import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import java.nio.ByteBuffer;

/** Draws a camera's frame into a rectangle of the same proportions, smoothly scaled. */
final class FramePicture {

  private static final int ONE = 256;

  private FramePicture() {}

  /** The largest rectangle of a frame's proportions in the middle of another. */
  static Box fit(Frame frame, Box into) {
    long byWidth = (long) into.width() * frame.height();
    long byHeight = (long) into.height() * frame.width();
    int width = byWidth <= byHeight ? into.width() : (int) Math.max(1, byHeight / frame.height());
    int height = byWidth <= byHeight ? (int) Math.max(1, byWidth / frame.width()) : into.height();
    return new Box(
        into.x() + (into.width() - width) / 2,
        into.y() + (into.height() - height) / 2,
        width,
        height);
  }

  /** Draws a frame; the rectangle must lie on the canvas. */
  static void draw(Canvas canvas, Frame frame, Box box) {
    int[] columns = new int[box.width()];
    for (int column = 0; column < columns.length; column++) {
      columns[column] = place(column, columns.length, frame.width());
    }
    short[] upper = new short[frame.width() + 1];
    short[] lower = new short[frame.width() + 1];
    int held = -1;
    for (int row = 0; row < box.height(); row++) {
      int y = place(row, box.height(), frame.height());
      if (y / ONE != held) {
        held = y / ONE;
        read(frame, held, upper);
        read(frame, Math.min(held + 1, frame.height() - 1), lower);
      }
      int at = (box.y() + row) * canvas.width() + box.x();
      mixRow(upper, lower, columns, y % ONE, canvas.pixels(), at);
    }
  }

  private static void mixRow(
      short[] upper, short[] lower, int[] columns, int fy, short[] target, int at) {
    for (int column = 0; column < columns.length; column++) {
      int x = columns[column] / ONE;
      short a = upper[x];
      short b = upper[x + 1];
      short c = lower[x];
      short d = lower[x + 1];
      // Most of a scene of enlarged pixels is flat.
      target[at + column] =
          a == b && a == c && a == d ? a : mix(a, b, c, d, columns[column] % ONE, fy);
    }
  }

  /** One row of a frame as pixels of 16 bits; its last pixel is there twice. */
  private static void read(Frame frame, int row, short[] into) {
    ByteBuffer pixels = frame.pixels();
    int at = row * frame.width() * frame.format().bytesPerPixel();
    for (int x = 0; x < frame.width(); x++) {
      if (frame.format() == PixelFormat.RGB565) {
        into[x] = (short) ((pixels.get(at) << 8) | (pixels.get(at + 1) & 0xFF));
        at += 2;
      } else {
        into[x] =
            Colour.pixel(
                pixels.get(at) & 0xFF, pixels.get(at + 1) & 0xFF, pixels.get(at + 2) & 0xFF);
        at += 3;
      }
    }
    into[frame.width()] = into[frame.width() - 1];
  }

  /** Where the middle of a target pixel lies in the source, in 1/256 pixel. */
  private static int place(int at, int target, int source) {
    long place = (2L * at + 1) * source * ONE / (2L * target) - ONE / 2;
    return (int) Math.max(0, Math.min(place, (source - 1L) * ONE));
  }

  private static short mix(short a, short b, short c, short d, int fx, int fy) {
    return Colour.pixel(
        mix(Colour.red(a), Colour.red(b), Colour.red(c), Colour.red(d), fx, fy),
        mix(Colour.green(a), Colour.green(b), Colour.green(c), Colour.green(d), fx, fy),
        mix(Colour.blue(a), Colour.blue(b), Colour.blue(c), Colour.blue(d), fx, fy));
  }

  private static int mix(int a, int b, int c, int d, int fx, int fy) {
    int top = a * (ONE - fx) + b * fx;
    int bottom = c * (ONE - fx) + d * fx;
    return (top * (ONE - fy) + bottom * fy + ONE * ONE / 2) / (ONE * ONE);
  }
}
