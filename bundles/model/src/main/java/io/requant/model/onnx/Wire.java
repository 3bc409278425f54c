package io.requant.model.onnx;

import io.requant.model.graph.Shape;
import java.util.Optional;

/**
 * A value of a graph that is being exported.
 *
 * @param value its name in the ONNX graph
 * @param shape its shape here
 * @param flat whether it has rank 2 (batch, element) there, instead of 4
 * @param channelsFirst the map of which it is the flattened form in ONNX's order; empty where the
 *     order is ours
 */
record Wire(String value, Shape shape, boolean flat, Optional<Shape> channelsFirst) {

  static Wire map(String value, Shape shape) {
    return new Wire(value, shape, false, Optional.empty());
  }

  /** The same place in the graph after a node that keeps shape and order. */
  Wire through(String other) {
    return new Wire(other, shape, flat, channelsFirst);
  }

  /** Extents without the batch. */
  int[] dims() {
    return flat
        ? new int[] {shape.size()}
        : new int[] {shape.channels(), shape.height(), shape.width()};
  }
}
