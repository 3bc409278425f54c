package io.requant.camera.internal;

import java.io.Closeable;
import java.io.IOException;

/** Gives pictures by number; used by one thread at a time. */
interface PictureSource extends Closeable {

  /** How many pictures there are, at least 1. */
  int size();

  /**
   * A picture.
   *
   * @param index 0..size-1
   * @throws IOException if it cannot be read; the message names the file and the reason
   */
  Picture picture(int index) throws IOException;

  @Override
  default void close() throws IOException {}
}
