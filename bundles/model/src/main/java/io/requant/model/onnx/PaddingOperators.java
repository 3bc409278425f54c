package io.requant.model.onnx;

import io.requant.model.graph.Shape;
import java.util.Arrays;
import java.util.List;

/** Pad, and Concat with zeros: what parameter-free shortcuts and "same" padding are exported as. */
final class PaddingOperators {

  private PaddingOperators() {}

  static Value pad(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    String mode = node.text("mode", "constant");
    if (!mode.equals("constant")) {
      throw node.error("pads in mode '" + mode + "'; only zeros are possible");
    }
    boolean attributes = node.opset() < 11;
    long[] pads = attributes ? node.integers("pads") : node.constant(inputs, 1).integers();
    Constant value = attributes ? null : node.optionalConstant(inputs, 2);
    if (attributes ? node.real("value", 0) != 0 : value != null && !value.isZero()) {
      throw node.error("pads with a value other than 0; only zeros are possible");
    }
    int rank = in.dims().size();
    int[] before = new int[rank];
    int[] after = new int[rank];
    spread(node, inputs, pads, before, after);
    if (Arrays.stream(pads).allMatch(p -> p == 0)) {
      return in;
    }
    if (!in.isChannelsFirstMap() || before[0] != 0 || after[0] != 0) {
      throw node.error(
          "pads a tensor of shape %s; only channels, rows and columns of an image can be"
              .formatted(in.dims()));
    }
    Border border = new Border(before[2], before[3], after[2], after[3]);
    Feature widened = widen(node, in, before[1], after[1], draft);
    if (border.isNone()) {
      return widened;
    }
    Shape s = widened.shape();
    Shape padded =
        new Shape(
            Math.addExact(s.height(), Math.addExact(border.top(), border.bottom())),
            Math.addExact(s.width(), Math.addExact(border.left(), border.right())),
            s.channels());
    return ShapeOperators.deferred(
        widened, padded, widened.deferred().bordering(node.name(), draft.position(), border));
  }

  private static void spread(
      OnnxNode node, List<Value> inputs, long[] pads, int[] before, int[] after) {
    Constant given = node.opset() < 18 ? null : node.optionalConstant(inputs, 3);
    int count = given == null ? before.length : given.size();
    if (pads.length != 2 * count || count > before.length) {
      throw node.error("has %d pads for a tensor of rank %d".formatted(pads.length, before.length));
    }
    for (int i = 0; i < count; i++) {
      int axis = given == null ? i : Extents.axis(node, given.integer(i), before.length);
      before[axis] = node.toInt("pad", pads[i]);
      after[axis] = node.toInt("pad", pads[count + i]);
    }
  }

  /** Zero channels before and after, deferred. */
  private static Feature widen(
      OnnxNode node, Feature in, int before, int after, NetworkDraft draft) {
    if (before == 0 && after == 0) {
      return in;
    }
    if (before < 0 || after < 0) {
      throw node.error("negative padding, which cuts channels off, has no counterpart here");
    }
    Shape s = in.shape();
    Shape wide =
        new Shape(s.height(), s.width(), Math.addExact(s.channels(), Math.addExact(before, after)));
    return ShapeOperators.deferred(
        in, wide, in.deferred().widening(node.name(), draft.position(), before, after));
  }

  static Value concat(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = null;
    int before = 0;
    int after = 0;
    for (Value part : inputs) {
      if (part instanceof Feature feature && in == null && feature.isChannelsFirstMap()) {
        in = feature;
      } else if (part instanceof Constant zeros && zeros.isZero() && zeros.dims().size() == 4) {
        before = Math.addExact(before, in == null ? zeros.dims().get(1) : 0);
        after = Math.addExact(after, in == null ? 0 : zeros.dims().get(1));
      } else {
        throw joinsFeatures(node);
      }
    }
    if (in == null || Extents.axis(node, node.integer("axis", 1), 4) != 1) {
      throw joinsFeatures(node);
    }
    for (Value part : inputs) {
      if (!part.dims().subList(2, 4).equals(in.dims().subList(2, 4)) || part.dims().get(0) != 1) {
        throw node.error("joins shapes " + in.dims() + " and " + part.dims());
      }
    }
    return widen(node, in, before, after, draft);
  }

  private static OnnxException joinsFeatures(OnnxNode node) {
    return node.error(
        "joins features; only zero channels can be joined to one feature map (a parameter-free"
            + " shortcut): use a network whose branches are added");
  }
}
