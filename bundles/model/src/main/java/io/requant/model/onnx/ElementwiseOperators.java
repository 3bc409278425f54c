package io.requant.model.onnx;

import io.requant.model.graph.Add;
import io.requant.model.graph.Relu;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** BatchNormalization, arithmetic with constants, residual sums and rectifiers. */
final class ElementwiseOperators {

  private ElementwiseOperators() {}

  static Value batchNormalization(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    if (node.integer("training_mode", 0) != 0 || node.integer("spatial", 1) != 1) {
      throw node.error("is in training mode or not per channel; export the model in eval mode");
    }
    double[] gamma = channels(node, in, node.constant(inputs, 1));
    double[] beta = channels(node, in, node.constant(inputs, 2));
    double[] mean = channels(node, in, node.constant(inputs, 3));
    double[] variance = channels(node, in, node.constant(inputs, 4));
    double epsilon = node.real("epsilon", 1e-5f);
    double[] scale = new double[gamma.length];
    double[] shift = new double[gamma.length];
    for (int c = 0; c < scale.length; c++) {
      scale[c] = gamma[c] / Math.sqrt(variance[c] + epsilon);
      shift[c] = beta[c] - mean[c] * scale[c];
    }
    return ChannelAffine.apply(node, in, scale, shift, draft);
  }

  private static double[] channels(OnnxNode node, Feature in, Constant constant) {
    if (in.dims().size() < 2) {
      throw node.error("normalises a tensor of shape " + in.dims());
    }
    if (!constant.dims().equals(List.of(in.dims().get(1)))) {
      throw node.error(
          "a parameter of shape %s for an input of shape %s".formatted(constant.dims(), in.dims()));
    }
    List<Integer> dims = new ArrayList<>(Collections.nCopies(in.dims().size(), 1));
    dims.set(1, in.dims().get(1));
    return ChannelAffine.perChannel(node, in, constant.withDims(dims));
  }

  static Value add(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    if (inputs.isEmpty()) {
      throw node.error("has no inputs");
    }
    Value sum = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      sum = add(node, sum, inputs.get(i), draft);
    }
    return sum;
  }

  private static Value add(OnnxNode node, Value left, Value right, NetworkDraft draft) {
    if (left instanceof Constant constant && right instanceof Feature feature) {
      return affine(node, feature, null, constant, 1, draft);
    }
    if (left instanceof Feature feature && right instanceof Constant constant) {
      return affine(node, feature, null, constant, 1, draft);
    }
    if (!(left instanceof Feature a) || !(right instanceof Feature b)) {
      throw node.error("adds constants to constants among other operands");
    }
    Feature first = draft.settle(node, a);
    Feature second = draft.settle(node, b);
    if (!first.dims().equals(second.dims())
        || !first.shape().equals(second.shape())
        || !first.channelsFirst().equals(second.channelsFirst())) {
      throw node.error(
          "adds tensors of shapes %s and %s; both must have one shape"
              .formatted(first.dims(), second.dims()));
    }
    String name = draft.freeName(node.name());
    draft.add(new Add(name, first.tensor(), second.tensor()));
    return first.computedBy(name);
  }

  static Value subtract(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    if (node.optional(inputs, 0) instanceof Constant minuend) {
      Feature in = node.feature(inputs, 1);
      return affine(node, in, Constant.ofFloats(List.of(), new float[] {-1}), minuend, 1, draft);
    }
    return affine(node, node.feature(inputs, 0), null, node.constant(inputs, 1), -1, draft);
  }

  static Value multiply(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    boolean swapped = node.optional(inputs, 0) instanceof Constant;
    Feature in = node.feature(inputs, swapped ? 1 : 0);
    Constant factor = node.constant(inputs, swapped ? 0 : 1);
    if (factor.size() == 1 && factor.isZero() && factor.dims().size() <= in.dims().size()) {
      return Constant.zeros(in.dims());
    }
    return affine(node, in, factor, null, 1, draft);
  }

  static Value divide(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    double[] divisor = ChannelAffine.perChannel(node, in, node.constant(inputs, 1));
    double[] scale = Arrays.stream(divisor).map(d -> 1 / d).toArray();
    return ChannelAffine.apply(node, in, scale, new double[scale.length], draft);
  }

  private static Value affine(
      OnnxNode node,
      Feature in,
      Constant factor,
      Constant summand,
      double sign,
      NetworkDraft draft) {
    double[] scale = new double[in.shape().channels()];
    Arrays.fill(scale, 1);
    if (factor != null) {
      scale = ChannelAffine.perChannel(node, in, factor);
    }
    double[] shift = new double[scale.length];
    if (summand != null) {
      shift = ChannelAffine.perChannel(node, in, summand);
      Arrays.setAll(shift, shiftOf(shift, sign));
    }
    return ChannelAffine.apply(node, in, scale, shift, draft);
  }

  private static IntToDoubleFunction shiftOf(double[] values, double sign) {
    double[] copy = values.clone();
    return c -> sign * copy[c] + 0.0;
  }

  static Value relu(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    return rectify(node, node.feature(inputs, 0), Double.POSITIVE_INFINITY, draft);
  }

  static Value clip(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    boolean attributes = node.opset() < 11;
    double low =
        attributes ? node.real("min", -Float.MAX_VALUE) : limit(node, inputs, 1, -Float.MAX_VALUE);
    double high =
        attributes ? node.real("max", Float.MAX_VALUE) : limit(node, inputs, 2, Float.MAX_VALUE);
    Feature in = node.feature(inputs, 0);
    boolean open = high >= Float.MAX_VALUE;
    if (open && low <= -Float.MAX_VALUE) {
      return in;
    }
    if (low != 0 || !(high > 0)) {
      throw node.error(
          "clips to %s..%s; only 0..x has a counterpart: train with ReLU or ReLU6"
              .formatted(low, high));
    }
    return rectify(node, in, open ? Double.POSITIVE_INFINITY : high, draft);
  }

  private static double limit(OnnxNode node, List<Value> inputs, int index, double otherwise) {
    Constant given = node.optionalConstant(inputs, index);
    if (given != null && given.size() != 1) {
      throw node.error("a limit of shape " + given.dims() + "; one number is possible");
    }
    return given == null ? otherwise : given.real(0);
  }

  private static Feature rectify(OnnxNode node, Feature given, double cap, NetworkDraft draft) {
    Feature in = draft.settle(node, given);
    String name = draft.freeName(node.name());
    draft.add(new Relu(name, in.tensor(), cap));
    return in.computedBy(name);
  }
}
