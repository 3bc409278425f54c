package io.requant.api.frame;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * One picture of a camera.
 *
 * @param id number given by the camera, increasing by 1
 * @param nanos {@link System#nanoTime()} when its last byte arrived
 * @param width columns, 1..8192
 * @param height rows, 1..8192
 * @param format how the pixels lie
 * @param pixels rows from the top, without padding; read-only, position 0, never written again
 * @param groundTruth index of the true class where a replayed scene knows it
 */
public record Frame(
    long id,
    long nanos,
    int width,
    int height,
    PixelFormat format,
    ByteBuffer pixels,
    OptionalInt groundTruth) {

  /** Largest width and height. */
  public static final int MAX_EXTENT = 8192;

  public Frame {
    if (width < 1 || width > MAX_EXTENT || height < 1 || height > MAX_EXTENT) {
      throw new IllegalArgumentException("frame of " + width + "x" + height + " pixels");
    }
    if (pixels.remaining() != width * height * format.bytesPerPixel()) {
      throw new IllegalArgumentException(
          "frame %d: %d bytes, %dx%d pixels of %s need %d"
              .formatted(
                  id,
                  pixels.remaining(),
                  width,
                  height,
                  format,
                  width * height * format.bytesPerPixel()));
    }
    pixels = pixels.asReadOnlyBuffer();
  }
}
