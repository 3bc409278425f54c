package io.requant.backend.pi.internal.planar;

import io.requant.model.graph.Shape;

/**
 * A tensor in its place.
 *
 * @param shape extent
 * @param planes layout
 * @param values buffer, which other tensors use at other times
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose, never compared
record Tensor(Shape shape, Planes planes, float[] values) {

  /** Index of an element given by its place in storage order: row, column, channel. */
  int index(int element) {
    int pixel = element / shape.channels();
    int channel = element % shape.channels();
    return planes.row(channel, pixel / shape.width()) + pixel % shape.width();
  }
}
