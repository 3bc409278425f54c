package io.requant.camera.internal;

import java.util.OptionalInt;

/**
 * An image before the sensor sees it.
 *
 * @param width columns
 * @param height rows
 * @param rgb red, green, blue bytes, rows from the top, without padding; not copied
 * @param label index of its class, where known
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Picture(int width, int height, byte[] rgb, OptionalInt label) {

  Picture {
    if (rgb.length != width * height * 3) {
      throw new IllegalArgumentException(
          "%d bytes; a picture of %dx%d pixels has %d"
              .formatted(rgb.length, width, height, width * height * 3));
    }
  }
}
