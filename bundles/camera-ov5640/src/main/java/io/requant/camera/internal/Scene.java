package io.requant.camera.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** What lies before the sensor: exposures by number; used by one thread at a time. */
interface Scene extends Closeable {

  /** How many different exposures there are, at least 1. */
  int size();

  /**
   * An exposure.
   *
   * @param index 0..size-1
   * @throws IOException if it cannot be read; the message names the file and the reason
   */
  Exposure expose(int index) throws IOException;

  @Override
  default void close() throws IOException {}

  /**
   * What the sensor gives for one frame.
   *
   * @param pixels RGB565, high byte first, a whole frame; nobody writes to it any more
   * @param label index of the class, where known
   */
  record Exposure(ByteBuffer pixels, OptionalInt label) {}
}
