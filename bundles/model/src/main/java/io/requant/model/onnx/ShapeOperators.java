package io.requant.model.onnx;

import io.requant.model.graph.Flatten;
import io.requant.model.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Operators that move elements of a feature without computing: views, transpositions, flattening.
 */
final class ShapeOperators {

  private ShapeOperators() {}

  static Value identity(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    return node.feature(inputs, 0);
  }

  static Value shape(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    List<Integer> dims = inputs.get(0).dims();
    int rank = dims.size();
    int start = bound(node.longInteger("start", 0), rank);
    int end = Math.max(start, bound(node.longInteger("end", rank), rank));
    long[] extents = dims.subList(start, end).stream().mapToLong(Integer::longValue).toArray();
    return Constant.ofIntegers(List.of(extents.length), extents);
  }

  private static int bound(long index, int rank) {
    return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
  }

  static Value cast(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    int type = node.integer("to", 0);
    // TensorProto.DataType: 1 float, 10 float16, 11 double, 16 bfloat16
    if (type != 1 && type != 10 && type != 11 && type != 16) {
      throw node.error(
          "converts a feature to data type " + type + "; features stay real: remove it");
    }
    return node.feature(inputs, 0);
  }

  static Value flatten(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    return view(node, in, Extents.flatten(node, in.dims()), draft);
  }

  static Value reshape(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    long[] target = node.constant(inputs, 1).integers();
    return view(node, in, Extents.reshape(node, in.dims(), target), draft);
  }

  static Value squeeze(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    long[] axes = Extents.axesOf(node, inputs, 1);
    return view(node, in, Extents.squeeze(node, in.dims(), axes), draft);
  }

  static Value unsqueeze(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    long[] axes = Extents.axesOf(node, inputs, 1);
    return view(node, in, Extents.unsqueeze(node, in.dims(), axes), draft);
  }

  /** The same elements under other extents; a map that becomes one row is flattened. */
  private static Feature view(
      OnnxNode node, Feature given, List<Integer> dims, NetworkDraft draft) {
    if (dims.equals(given.dims())) {
      return given;
    }
    Feature in = draft.settle(node, given);
    if (in.isVector()
        && draft.producer(in.tensor()) instanceof Flatten flat
        && in.channelsFirst().filter(s -> s.equals(draft.shape(flat.input()))).isPresent()) {
      Feature map = Feature.map(flat.input(), in.channelsFirst().orElseThrow());
      if (map.dims().equals(dims)) {
        return map;
      }
    }
    Feature viewed = in.withDims(dims);
    return viewed.isRow() ? asVector(node, viewed, draft) : viewed;
  }

  /** A feature as a vector layer can read it; flattens a map in our order. */
  static Feature asVector(OnnxNode node, Feature given, NetworkDraft draft) {
    Feature in = draft.settle(node, given);
    if (in.isVector()) {
      return in;
    }
    String name = draft.freeName(node.op().equals("Gemm") ? node.name() + "/flatten" : node.name());
    Shape shape = draft.add(new Flatten(name, in.tensor()));
    return new Feature(name, shape, in.dims(), in.channelsFirst(), false, Deferred.NOTHING);
  }

  static Value transpose(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = draft.settle(node, node.feature(inputs, 0));
    List<Integer> order = new ArrayList<>();
    for (long axis : node.integers("perm")) {
      order.add(Extents.axis(node, axis, in.dims().size()));
    }
    if (order.equals(List.of(0, 2, 3, 1)) && in.isChannelsFirstMap()) {
      List<Integer> dims = List.of(1, in.shape().height(), in.shape().width(), in.dims().get(1));
      return new Feature(
          in.tensor(), in.shape(), dims, Optional.empty(), in.exclusive(), Deferred.NOTHING);
    }
    if (order.equals(List.of(0, 3, 1, 2)) && in.isChannelsLastMap()) {
      return Feature.map(in.tensor(), in.shape()).withExclusive(in.exclusive());
    }
    throw node.error(
        "permutes axes %s of a tensor of shape %s; only channels can move, first or last"
            .formatted(order, in.dims()));
  }

  static Value slice(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    List<Spans.Span> spans = Spans.of(node, inputs, in.dims());
    int[] steps = new int[spans.size()];
    for (int a = 0; a < steps.length; a++) {
      Spans.Span span = spans.get(a);
      int extent = in.dims().get(a);
      boolean spatial = in.isChannelsFirstMap() && a >= 2;
      steps[a] = extent == 1 && span.count() == 1 ? Math.abs(span.step()) : span.step();
      int whole = steps[a] < 1 ? -1 : (extent + steps[a] - 1) / steps[a];
      boolean movesOthers = steps[a] > 1 && extent > 1 && !spatial;
      if (span.start() != 0 || span.count() != whole || movesOthers) {
        throw node.error(
            "takes part of axis %d (%s of %d); only every n-th row and column from the first can be"
                .formatted(a, span, extent));
      }
    }
    return in.isChannelsFirstMap() ? stride(node, in, steps[2], steps[3], draft) : in;
  }

  /** Every n-th row and column, deferred. */
  static Feature stride(OnnxNode node, Feature in, int stepY, int stepX, NetworkDraft draft) {
    if (stepY < 1 || stepX < 1) {
      throw node.error("strides " + stepY + " and " + stepX);
    }
    if (stepY == 1 && stepX == 1) {
      return in;
    }
    if (!in.deferred().border().isNone()) {
      throw node.error("skips pixels of a map padded with zeros; let a convolution do both");
    }
    Shape s = in.shape();
    Shape thinned =
        new Shape((s.height() + stepY - 1) / stepY, (s.width() + stepX - 1) / stepX, s.channels());
    return deferred(
        in, thinned, in.deferred().striding(node.name(), draft.position(), stepY, stepX));
  }

  static Feature deferred(Feature in, Shape shape, Deferred deferred) {
    Feature map = Feature.map(in.tensor(), shape);
    return new Feature(
        in.tensor(), shape, map.dims(), map.channelsFirst(), in.exclusive(), deferred);
  }

  static Value softmax(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    int axis =
        Extents.axis(node, node.integer("axis", node.opset() < 13 ? 1 : -1), in.dims().size());
    if (!in.isVector() || in.dims().get(axis) != in.shape().size()) {
      throw node.error(
          "normalises axis %d of a tensor of shape %s; only over the classes, at the end, it can be"
                  .formatted(axis, in.dims())
              + " left out");
    }
    draft.note(
        "%s '%s' at the end was left out: the network gives logits; the largest one is the same"
            .formatted(node.op(), node.name()));
    return in;
  }
}
