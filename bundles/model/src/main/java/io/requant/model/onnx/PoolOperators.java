package io.requant.model.onnx;

import io.requant.model.graph.AvgPool;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** MaxPool, AveragePool, GlobalAveragePool and ReduceMean. */
final class PoolOperators {

  private PoolOperators() {}

  static Value max(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = map(node, inputs, draft);
    int[] kernel = Windows.poolKernel(node);
    Windows.checkDilation(node, kernel);
    Border own = Windows.padding(node, kernel, in.shape());
    if (isPick(kernel, own)) {
      return pick(node, in, draft);
    }
    Border deferred = in.deferred().border();
    if (!deferred.isNone() && !draft.isNonNegative(in.tensor())) {
      throw node.error(
          "takes the maximum over zeros that '%s' puts around values that may be negative; "
                  .formatted(in.deferred().name())
              + "let the pool do the padding, or put a Relu before it");
    }
    Border ceiled = own.plus(ceiling(node, kernel, in.shape(), own));
    String name = draft.freeName(node.name());
    MaxPool layer = new MaxPool(name, in.tensor(), Windows.of(node, kernel, ceiled, deferred));
    return Feature.map(name, draft.add(layer));
  }

  static Value average(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = map(node, inputs, draft);
    int[] kernel = Windows.poolKernel(node);
    Windows.checkDilation(node, kernel);
    Border own = Windows.padding(node, kernel, in.shape());
    if (isPick(kernel, own)) {
      return pick(node, in, draft);
    }
    if (!own.isNone() && node.integer("count_include_pad", 0) == 0) {
      throw node.error(
          "averages without its padding (count_include_pad=0), so the divisor changes at the"
              + " border; train with count_include_pad=1 or without padding");
    }
    if (!ceiling(node, kernel, in.shape(), own).isNone()) {
      throw node.error("averages over parts of windows (ceil_mode=1); use ceil_mode=0");
    }
    String name = draft.freeName(node.name());
    Window window = Windows.of(node, kernel, own, in.deferred().border());
    return Feature.map(name, draft.add(new AvgPool(name, in.tensor(), window)));
  }

  static Value globalAverage(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = draft.settle(node, map(node, inputs, draft));
    String name = draft.freeName(node.name());
    return Feature.map(name, draft.add(new GlobalAvgPool(name, in.tensor())));
  }

  static Value mean(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = draft.settle(node, node.feature(inputs, 0));
    Set<Integer> axes = Extents.axes(node, Extents.axesOf(node, inputs, 1), in.dims().size());
    boolean kept = node.integer("keepdims", 1) != 0;
    if (axes.isEmpty() && node.integer("noop_with_empty_axes", 0) != 0) {
      return in;
    }
    List<Integer> dims = new ArrayList<>();
    for (int a = 0; a < in.dims().size(); a++) {
      if (!axes.contains(a)) {
        dims.add(in.dims().get(a));
      } else if (kept) {
        dims.add(1);
      }
    }
    Shape shape = in.shape();
    int reduced = axes.stream().mapToInt(in.dims()::get).reduce(1, Math::multiplyExact);
    boolean spatial = axes.stream().allMatch(a -> isSpatial(in, a));
    String name = draft.freeName(node.name());
    Shape result;
    if (reduced == 1 && !axes.isEmpty()) {
      return in.withDims(dims);
    } else if (spatial && reduced == shape.height() * shape.width()) {
      result = draft.add(new GlobalAvgPool(name, in.tensor()));
    } else if (spatial && axes.size() == 1 && in.dims().size() == 4) {
      boolean rows = axes.contains(in.isChannelsLastMap() ? 1 : 2);
      int[] kernel = rows ? new int[] {shape.height(), 1} : new int[] {1, shape.width()};
      Window window = new Window(kernel[0], kernel[1], 1, 1, 0, 0, 0, 0);
      result = draft.add(new AvgPool(name, in.tensor(), window));
    } else {
      throw node.error(
          "averages axes %s of a tensor of shape %s; only rows and columns of an image can be"
              .formatted(axes.isEmpty() ? "(all)" : axes, in.dims()));
    }
    boolean last = in.isChannelsLastMap();
    Feature map = Feature.map(name, result);
    return new Feature(
        name, result, dims, last ? Optional.empty() : map.channelsFirst(), false, Deferred.NOTHING);
  }

  private static boolean isSpatial(Feature in, int axis) {
    if (in.isChannelsLastMap()) {
      return axis == 1 || axis == 2;
    }
    boolean channelsFirst =
        in.channelsFirst().map(s -> s.equals(in.shape())).orElse(in.shape().channels() == 1);
    return channelsFirst
        && in.dims().size() > 2
        && in.dims().get(1) == in.shape().channels()
        && axis >= 2;
  }

  private static Feature map(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = draft.settleAllButBorder(node.feature(inputs, 0));
    if (!in.isChannelsFirstMap()) {
      throw node.error(
          "pools a tensor of shape %s; only images (batch, channel, row, column) are possible"
              .formatted(in.dims()));
    }
    return in;
  }

  private static boolean isPick(int[] kernel, Border own) {
    return kernel[0] == 1 && kernel[1] == 1 && own.isNone();
  }

  /** A kernel of one pixel: every stride-th pixel stays. */
  private static Feature pick(OnnxNode node, Feature in, NetworkDraft draft) {
    int[] stride = Windows.pair(node, "strides", 1);
    return ShapeOperators.stride(node, in, stride[0], stride[1], draft);
  }

  /** Rows and columns that a pool of ceil_mode=1 takes from beyond its padding. */
  private static Border ceiling(OnnxNode node, int[] kernel, Shape in, Border own) {
    if (node.integer("ceil_mode", 0) == 0) {
      return Border.NONE;
    }
    int[] stride = Windows.pair(node, "strides", 1);
    return new Border(
        0,
        0,
        excess(node, in.height(), own.top(), own.bottom(), kernel[0], stride[0]),
        excess(node, in.width(), own.left(), own.right(), kernel[1], stride[1]));
  }

  private static int excess(
      OnnxNode node, int extent, int before, int after, int kernel, int stride) {
    int room = Math.addExact(Math.addExact(extent, before), after) - kernel;
    if (room < 0 || stride < 1) {
      throw node.error("kernel " + kernel + " and stride " + stride + " on an extent of " + extent);
    }
    int last = (room + stride - 1) / stride * stride;
    // The last window must start within the input or the padding before it.
    return last >= extent + before ? 0 : Math.max(0, last - room);
  }
}
