package io.requant.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that pick and repeat elements of constants. */
final class ConstantMoves {

  private ConstantMoves() {}

  static Constant gather(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    Constant indices = node.constant(inputs, 1);
    int axis = Extents.axis(node, node.integer("axis", 0), in.dims().size());
    int extent = in.dims().get(axis);
    List<Integer> dims = new ArrayList<>(in.dims().subList(0, axis));
    dims.addAll(indices.dims());
    dims.addAll(in.dims().subList(axis + 1, in.dims().size()));
    int[] source = new int[ConstantFolder.checkSize(node, dims, List.of(in, indices))];
    int inner = Constant.size(in.dims().subList(axis + 1, in.dims().size()));
    for (int i = 0; i < source.length; i++) {
      int outer = i / inner / indices.size();
      long index = indices.integer(i / inner % indices.size());
      index = index < 0 ? index + extent : index;
      if (index < 0 || index >= extent) {
        throw node.error("index " + index + " of an axis of " + extent);
      }
      source[i] = (outer * extent + (int) index) * inner + i % inner;
    }
    return in.pick(dims, source);
  }

  static Constant concat(OnnxNode node, List<Value> inputs) {
    List<Constant> parts = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      parts.add(node.constant(inputs, i));
    }
    Constant first = node.constant(inputs, 0);
    int axis = Extents.axis(node, node.integer("axis", 0), first.dims().size());
    List<Integer> dims = new ArrayList<>(first.dims());
    dims.set(axis, 0);
    for (Constant part : parts) {
      List<Integer> expected = new ArrayList<>(dims);
      if (part.dims().size() == dims.size()) {
        expected.set(axis, part.dims().get(axis));
      }
      if (!part.dims().equals(expected)) {
        throw node.error("joins shapes " + first.dims() + " and " + part.dims());
      }
      dims.set(axis, Math.addExact(dims.get(axis), part.dims().get(axis)));
    }
    int size = ConstantFolder.checkSize(node, dims, parts);
    boolean integers = parts.stream().allMatch(Constant::isInteger);
    float[] floats = new float[integers ? 0 : size];
    long[] longs = new long[integers ? size : 0];
    int inner = Constant.size(dims.subList(axis + 1, dims.size()));
    int at = 0;
    for (int outer = 0; at < size; outer++) {
      for (Constant part : parts) {
        int run = part.dims().get(axis) * inner;
        for (int i = 0; i < run; i++) {
          if (integers) {
            longs[at++] = part.integer(outer * run + i);
          } else {
            floats[at++] = (float) part.real(outer * run + i);
          }
        }
      }
    }
    return integers ? Constant.ofIntegers(dims, longs) : Constant.ofFloats(dims, floats);
  }

  static Constant slice(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    List<Spans.Span> spans = Spans.of(node, inputs, in.dims());
    int[] strides = strides(in.dims());
    int start = 0;
    List<Integer> dims = new ArrayList<>();
    for (int a = 0; a < strides.length; a++) {
      dims.add(spans.get(a).count());
      start += spans.get(a).count() == 0 ? 0 : spans.get(a).start() * strides[a];
      strides[a] = spans.get(a).count() < 2 ? 0 : strides[a] * spans.get(a).step();
    }
    return in.pick(dims, walk(dims, strides, start, Constant.size(dims)));
  }

  static Constant transpose(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    int rank = in.dims().size();
    long[] order = node.integers("perm");
    if (order.length == 0) {
      order = new long[rank];
      Arrays.setAll(order, a -> rank - 1 - a);
    }
    if (order.length != rank || Extents.axes(node, order, rank).size() != rank) {
      throw node.error("permutes a tensor of rank " + rank + " by " + Arrays.toString(order));
    }
    int[] strides = strides(in.dims());
    int[] permuted = new int[rank];
    List<Integer> dims = new ArrayList<>();
    for (int a = 0; a < rank; a++) {
      int axis = Extents.axis(node, order[a], rank);
      dims.add(in.dims().get(axis));
      permuted[a] = strides[axis];
    }
    return in.pick(dims, walk(dims, permuted, 0, in.size()));
  }

  static Constant expand(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    List<Integer> target = extents(node, node.constant(inputs, 1));
    List<Integer> dims = ConstantArithmetic.broadcast(node, in.dims(), target);
    int size = ConstantFolder.checkSize(node, dims, List.of(in));
    return in.pick(dims, walk(dims, broadcastStrides(in.dims(), dims.size()), 0, size));
  }

  static Constant constantOfShape(OnnxNode node, List<Value> inputs) {
    Constant shape = node.constant(inputs, 0);
    List<Integer> dims = extents(node, shape);
    int[] source = new int[ConstantFolder.checkSize(node, dims, List.of(shape))];
    Constant value = Constant.zeros(List.of(1));
    if (node.has("value")) {
      value = new TensorReader(new ExternalData(null, 0)).read(node.tensor("value"));
      if (value.size() != 1) {
        throw node.error("fills with a tensor of shape " + value.dims());
      }
    }
    return value.pick(dims, source);
  }

  private static List<Integer> extents(OnnxNode node, Constant shape) {
    List<Integer> dims = new ArrayList<>();
    for (long extent : shape.integers()) {
      dims.add(node.toInt("extent", extent));
    }
    return dims;
  }

  /** Distance of neighbours along each axis of a row-major tensor. */
  static int[] strides(List<Integer> dims) {
    int[] strides = new int[dims.size()];
    int stride = 1;
    for (int a = strides.length - 1; a >= 0; a--) {
      strides[a] = stride;
      stride = Math.max(1, stride * dims.get(a));
    }
    return strides;
  }

  /** Strides that repeat a tensor along the axes where it has an extent of 1. */
  static int[] broadcastStrides(List<Integer> dims, int rank) {
    int[] own = strides(dims);
    int[] strides = new int[rank];
    for (int a = 0; a < own.length; a++) {
      strides[rank - own.length + a] = dims.get(a) == 1 ? 0 : own[a];
    }
    return strides;
  }

  /** Index of each element when extents are walked row by row with the given strides. */
  static int[] walk(List<Integer> dims, int[] strides, int start, int size) {
    int[] indices = new int[size];
    int[] position = new int[strides.length];
    int at = start;
    for (int i = 0; i < size; i++) {
      indices[i] = at;
      for (int a = strides.length - 1; a >= 0; a--) {
        at += strides[a];
        if (++position[a] < dims.get(a)) {
          break;
        }
        at -= strides[a] * position[a];
        position[a] = 0;
      }
    }
    return indices;
  }
}
