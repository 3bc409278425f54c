package io.requant.model.onnx;

import java.util.ArrayList;
import java.util.List;

/** What Slice takes of each axis. */
final class Spans {

  /**
   * Part of one axis.
   *
   * @param start first index
   * @param step distance of indices; negative runs backwards
   * @param count number of indices
   */
  record Span(int start, int step, int count) {}

  private Spans() {}

  /** Parts of all axes of a sliced tensor. */
  static List<Span> of(OnnxNode node, List<Value> inputs, List<Integer> dims) {
    boolean old = node.opset() < 10;
    long[] starts = old ? node.integers("starts") : node.constant(inputs, 1).integers();
    long[] ends = old ? node.integers("ends") : node.constant(inputs, 2).integers();
    long[] axes = Extents.axesOf(node, inputs, 3);
    Constant given = old ? null : node.optionalConstant(inputs, 4);
    if (starts.length != ends.length
        || (axes.length != 0 && axes.length != starts.length)
        || (given != null && given.size() != starts.length)
        || starts.length > dims.size()) {
      throw node.error("its starts, ends, axes and steps differ in number");
    }
    List<Span> spans = new ArrayList<>();
    dims.forEach(extent -> spans.add(new Span(0, 1, extent)));
    for (int i = 0; i < starts.length; i++) {
      int axis = Extents.axis(node, axes.length == 0 ? i : axes[i], dims.size());
      long step = given == null ? 1 : given.integer(i);
      spans.set(axis, span(node, dims.get(axis), starts[i], ends[i], step));
    }
    return spans;
  }

  private static Span span(OnnxNode node, int extent, long start, long end, long step) {
    if (step == 0) {
      throw node.error("a step of 0");
    }
    boolean forward = step > 0;
    long first = clamp(start < 0 ? start + extent : start, 0, forward ? extent : extent - 1);
    long stop = clamp(end < 0 ? end + extent : end, forward ? 0 : -1, extent);
    long distance = forward ? stop - first : first - stop;
    long stride = Math.min(Math.abs(Math.max(step, -Integer.MAX_VALUE)), Integer.MAX_VALUE);
    long count = distance <= 0 ? 0 : (distance + stride - 1) / stride;
    return new Span((int) Math.max(0, first), (int) (forward ? stride : -stride), (int) count);
  }

  private static long clamp(long value, long low, long high) {
    return Math.max(low, Math.min(high, value));
  }
}
