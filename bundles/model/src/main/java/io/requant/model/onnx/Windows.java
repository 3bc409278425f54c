package io.requant.model.onnx;

import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;

/** Reads kernel, strides and padding of convolutions and pools. */
final class Windows {

  private Windows() {}

  /** Kernel of a pool. */
  static int[] poolKernel(OnnxNode node) {
    return pair(node, "kernel_shape", 0);
  }

  /** An attribute of two numbers, rows first. */
  static int[] pair(OnnxNode node, String attribute, int otherwise) {
    long[] values = node.integers(attribute);
    if (values.length == 0 && otherwise > 0) {
      return new int[] {otherwise, otherwise};
    }
    if (values.length != 2) {
      throw node.error(
          "'" + attribute + "' has " + values.length + " entries; images need 2: rows, columns");
    }
    return new int[] {node.toInt(attribute, values[0]), node.toInt(attribute, values[1])};
  }

  /** Refuses kernels with holes. */
  static void checkDilation(OnnxNode node, int[] kernel) {
    int[] dilation = pair(node, "dilations", 1);
    for (int axis = 0; axis < 2; axis++) {
      if (dilation[axis] != 1 && kernel[axis] > 1) {
        throw node.error(
            "dilation %d; kernels with holes have no counterpart, train with dilation 1"
                .formatted(dilation[axis]));
      }
    }
  }

  /**
   * The window over a feature map without its deferred border.
   *
   * @param own padding that the node itself asks for
   * @param deferred padding that Pad nodes before it ask for
   */
  static Window of(OnnxNode node, int[] kernel, Border own, Border deferred) {
    int[] stride = pair(node, "strides", 1);
    Border all = own.plus(deferred);
    return new Window(
        kernel[0],
        kernel[1],
        stride[0],
        stride[1],
        all.top(),
        all.left(),
        all.bottom(),
        all.right());
  }

  /** Padding that the node asks for, by numbers or by {@code auto_pad}. */
  static Border padding(OnnxNode node, int[] kernel, Shape in) {
    String auto = node.text("auto_pad", "NOTSET");
    switch (auto) {
      case "NOTSET", "" -> {
        long[] pads = node.integers("pads");
        if (pads.length == 0) {
          return Border.NONE;
        }
        if (pads.length != 4) {
          throw node.error("'pads' has " + pads.length + " entries; images need 4");
        }
        return new Border(
            node.toInt("pads", pads[0]),
            node.toInt("pads", pads[1]),
            node.toInt("pads", pads[2]),
            node.toInt("pads", pads[3]));
      }
      case "VALID" -> {
        return Border.NONE;
      }
      case "SAME_UPPER", "SAME_LOWER" -> {
        int[] stride = pair(node, "strides", 1);
        int rows = same(node, in.height(), kernel[0], stride[0]);
        int columns = same(node, in.width(), kernel[1], stride[1]);
        boolean upper = auto.equals("SAME_UPPER");
        int top = upper ? rows / 2 : rows - rows / 2;
        int left = upper ? columns / 2 : columns - columns / 2;
        return new Border(top, left, rows - top, columns - left);
      }
      default -> throw node.error("'auto_pad' is '" + auto + "', which ONNX does not define");
    }
  }

  private static int same(OnnxNode node, int extent, int kernel, int stride) {
    if (stride < 1) {
      throw node.error("stride " + stride);
    }
    int outputs = (extent + stride - 1) / stride;
    return Math.max(0, Math.addExact(Math.multiplyExact(outputs - 1, stride), kernel) - extent);
  }
}
