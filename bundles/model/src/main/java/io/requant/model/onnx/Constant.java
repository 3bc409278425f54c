package io.requant.model.onnx;

import io.requant.model.graph.Shape;
import java.util.List;

/**
 * A tensor known at import: parameters, or the shapes and paddings that exporters compute with
 * nodes. Row-major. Holds either floats or integers; arrays are shared, never changed.
 */
final class Constant implements Value {

  private final List<Integer> dims;
  private final float[] floats;
  private final long[] integers;

  private Constant(List<Integer> dims, float[] floats, long[] integers) {
    this.dims = List.copyOf(dims);
    this.floats = floats;
    this.integers = integers;
    int held = floats == null ? integers.length : floats.length;
    if (held != size(dims)) {
      throw new OnnxException(held + " elements do not fill a tensor of shape " + dims);
    }
  }

  static Constant ofFloats(List<Integer> dims, float[] values) {
    return new Constant(dims, values, null);
  }

  static Constant ofIntegers(List<Integer> dims, long[] values) {
    return new Constant(dims, null, values);
  }

  static Constant zeros(List<Integer> dims) {
    return ofFloats(dims, new float[size(dims)]);
  }

  /**
   * Number of elements of a shape.
   *
   * @throws OnnxException if it is more than a tensor may have here
   */
  static int size(List<Integer> dims) {
    long size = 1;
    for (int extent : dims) {
      size = extent < 0 ? -1 : size * extent;
      if (size < 0 || size > Shape.MAX_SIZE) {
        throw new OnnxException(
            "a tensor of shape " + dims + ": 0.." + Shape.MAX_SIZE + " elements are possible");
      }
    }
    return (int) size;
  }

  @Override
  public List<Integer> dims() {
    return dims;
  }

  int size() {
    return integers == null ? floats.length : integers.length;
  }

  boolean isInteger() {
    return integers != null;
  }

  /** Element as a real number. */
  double real(int index) {
    return integers == null ? floats[index] : integers[index];
  }

  /** Element as an integer; a float is truncated, as Cast does. */
  long integer(int index) {
    return integers == null ? (long) floats[index] : integers[index];
  }

  /** All elements as floats, shared where they are floats. */
  float[] floats() {
    if (integers == null) {
      return floats;
    }
    float[] converted = new float[integers.length];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = integers[i];
    }
    return converted;
  }

  /** All elements as integers. */
  long[] integers() {
    if (integers != null) {
      return integers.clone();
    }
    long[] converted = new long[floats.length];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = (long) floats[i];
    }
    return converted;
  }

  boolean isZero() {
    for (int i = 0; i < size(); i++) {
      if (real(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The same elements under other extents. */
  Constant withDims(List<Integer> other) {
    return new Constant(other, floats, integers);
  }

  /** Elements picked by index, of the same kind. */
  Constant pick(List<Integer> pickedDims, int[] indices) {
    if (integers != null) {
      long[] picked = new long[indices.length];
      for (int i = 0; i < picked.length; i++) {
        picked[i] = integers[indices[i]];
      }
      return ofIntegers(pickedDims, picked);
    }
    float[] picked = new float[indices.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = floats[indices[i]];
    }
    return ofFloats(pickedDims, picked);
  }
}
