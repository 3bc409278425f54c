package io.requant.backend.pi.internal.planar;

import io.requant.model.graph.Shape;

/**
 * How much of an output a convolution computes at a time: some rows of all channels, so many that
 * their sums stay in the first-level cache.
 *
 * @param pitch distance between rows
 * @param rows rows of a band
 * @param positions elements of one channel, from the first of the band to the last
 */
record Band(int pitch, int rows, int positions) {

  /** Sums of a band: 32 KB, what a first-level cache holds. */
  private static final int SUMS = 8192;

  static Band of(Shape out, int pitch) {
    long rowSums = (long) out.channels() * pitch;
    int rows = (int) Math.max(1, Math.min(out.height(), SUMS / rowSums));
    return new Band(pitch, rows, (rows - 1) * pitch + out.width());
  }
}
