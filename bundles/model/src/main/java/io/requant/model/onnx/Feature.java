package io.requant.model.onnx;

import io.requant.model.graph.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A tensor that depends on the image: which tensor of ours it is, and how ONNX looks at it.
 *
 * @param tensor the layer that produces it, or the network's input
 * @param shape its shape here, once {@code deferred} has been applied
 * @param dims its extents in ONNX; their product is the shape's size
 * @param channelsFirst the shape whose elements ONNX orders channel, row, column where we store
 *     row, column, channel; empty where the two orders are the same
 * @param exclusive whether only the node at hand reads it, so that its producer may be changed
 * @param deferred strides and zero padding not applied yet
 */
record Feature(
    String tensor,
    Shape shape,
    List<Integer> dims,
    Optional<Shape> channelsFirst,
    boolean exclusive,
    Deferred deferred)
    implements Value {

  Feature {
    dims = List.copyOf(dims);
    channelsFirst = channelsFirst.filter(s -> s.height() * s.width() > 1 && s.channels() > 1);
  }

  /** A feature map as ONNX likes it: batch, channel, row, column. */
  static Feature map(String tensor, Shape shape) {
    List<Integer> dims = List.of(1, shape.channels(), shape.height(), shape.width());
    return new Feature(tensor, shape, dims, Optional.of(shape), false, Deferred.NOTHING);
  }

  /** A vector: batch, element. */
  static Feature vector(String tensor, int elements) {
    return new Feature(
        tensor,
        Shape.vector(elements),
        List.of(1, elements),
        Optional.empty(),
        false,
        Deferred.NOTHING);
  }

  Feature withDims(List<Integer> view) {
    return new Feature(tensor, shape, view, channelsFirst, exclusive, deferred);
  }

  Feature withExclusive(boolean only) {
    return new Feature(tensor, shape, dims, channelsFirst, only, deferred);
  }

  /** The same view of the tensor of another layer, of the same shape. */
  Feature computedBy(String layer) {
    return new Feature(layer, shape, dims, channelsFirst, false, Deferred.NOTHING);
  }

  boolean isVector() {
    return shape.height() == 1 && shape.width() == 1;
  }

  /** Whether ONNX sees batch, channel, row, column. */
  boolean isChannelsFirstMap() {
    return dims.equals(List.of(1, shape.channels(), shape.height(), shape.width()))
        && (channelsFirst.isPresent()
            ? channelsFirst.get().equals(shape)
            : shape.channels() == 1 || isVector());
  }

  /** Whether ONNX sees batch, row, column, channel. */
  boolean isChannelsLastMap() {
    return dims.equals(List.of(1, shape.height(), shape.width(), shape.channels()))
        && channelsFirst.isEmpty();
  }

  /** Whether ONNX sees one row of elements. */
  boolean isRow() {
    return dims.equals(List.of(1, shape.size()));
  }

  /** Where ONNX's element {@code index} of this feature is stored. */
  int storedAt(int index) {
    if (channelsFirst.isEmpty()) {
      return index;
    }
    int pixels = channelsFirst.get().height() * channelsFirst.get().width();
    return index % pixels * channelsFirst.get().channels() + index / pixels;
  }
}
