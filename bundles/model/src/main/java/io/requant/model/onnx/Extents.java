package io.requant.model.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How ONNX's reshaping operators change extents: the same for constants and for features. */
final class Extents {

  private Extents() {}

  /** Index of an axis, negative ones counted from the end. */
  static int axis(OnnxNode node, long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw node.error("axis " + axis + " of a tensor of rank " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Indices of several axes, in order and without repetition. */
  static Set<Integer> axes(OnnxNode node, long[] axes, int rank) {
    Set<Integer> found = new TreeSet<>();
    for (long axis : axes) {
      found.add(axis(node, axis, rank));
    }
    return found;
  }

  /** Result of Reshape. */
  static List<Integer> reshape(OnnxNode node, List<Integer> dims, long[] target) {
    boolean zeroIsZero = node.integer("allowzero", 0) != 0;
    List<Integer> result = new ArrayList<>();
    int open = -1;
    long known = 1;
    for (int i = 0; i < target.length; i++) {
      long extent = target[i];
      if (extent == 0 && !zeroIsZero) {
        if (i >= dims.size()) {
          throw node.error("copies extent " + i + " of a tensor of shape " + dims);
        }
        extent = dims.get(i);
      }
      if (extent == -1 && open < 0) {
        open = i;
        result.add(1);
        continue;
      }
      if (extent < 0) {
        throw node.error("cannot reshape to an extent of " + extent);
      }
      result.add(node.toInt("extent", extent));
      known = Math.multiplyExact(known, extent);
    }
    long size = Constant.size(dims);
    if (open >= 0 && known > 0 && size % known == 0) {
      result.set(open, (int) (size / known));
      known = size;
    }
    if (known != size) {
      throw node.error(
          "cannot reshape %s at batch 1; if the batch is written into the model, export it with"
                  .formatted(dims)
              + " batch 1 or a symbolic batch");
    }
    return result;
  }

  /** Result of Flatten. */
  static List<Integer> flatten(OnnxNode node, List<Integer> dims) {
    int given = node.integer("axis", 1);
    int axis = given == dims.size() ? given : axis(node, given, dims.size());
    return List.of(
        Constant.size(dims.subList(0, axis)), Constant.size(dims.subList(axis, dims.size())));
  }

  /** Result of Squeeze; no axes at all remove every extent of 1. */
  static List<Integer> squeeze(OnnxNode node, List<Integer> dims, long[] axes) {
    List<Integer> result = new ArrayList<>(dims);
    if (axes.length == 0) {
      result.removeIf(extent -> extent == 1);
      return result;
    }
    List<Integer> removed = new ArrayList<>(axes(node, axes, dims.size()));
    Collections.reverse(removed);
    for (int axis : removed) {
      if (result.remove(axis) != 1) {
        throw node.error("axis " + axis + " of shape " + dims + " cannot be squeezed");
      }
    }
    return result;
  }

  /** Result of Unsqueeze. */
  static List<Integer> unsqueeze(OnnxNode node, List<Integer> dims, long[] axes) {
    List<Integer> result = new ArrayList<>(dims);
    for (int axis : axes(node, axes, dims.size() + axes.length)) {
      if (axis > result.size()) {
        throw node.error("axis " + axis + " lies beyond shape " + dims);
      }
      result.add(axis, 1);
    }
    return result;
  }

  /** Axes given as an attribute (older operator sets) or as an input; empty where left out. */
  static long[] axesOf(OnnxNode node, List<Value> inputs, int index) {
    Constant given = node.optionalConstant(inputs, index);
    return given == null ? node.integers("axes") : given.integers();
  }
}
