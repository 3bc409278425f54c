package io.requant.model.onnx;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Conv, Gemm and MatMul: reorders weights from ONNX's order to ours. */
final class WeightedOperators {

  private WeightedOperators() {}

  static Value conv(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = draft.settleAllButBorder(node.feature(inputs, 0));
    Constant weights = node.constant(inputs, 1);
    if (!in.isChannelsFirstMap() || weights.dims().size() != 4) {
      throw node.error(
          "convolves a tensor of shape %s with a kernel of shape %s; only images (batch, channel,"
                  .formatted(in.dims(), weights.dims())
              + " row, column) are possible");
    }
    int[] kernel = {weights.dims().get(2), weights.dims().get(3)};
    if (node.has("kernel_shape") && !Arrays.equals(kernel, Windows.poolKernel(node))) {
      throw node.error("'kernel_shape' and the kernel " + weights.dims() + " disagree");
    }
    Windows.checkDilation(node, kernel);
    Border own = Windows.padding(node, kernel, in.shape());
    Window window = Windows.of(node, kernel, own, in.deferred().border());
    int groups = node.integer("group", 1);
    int outChannels = weights.dims().get(0);
    int inChannels = in.shape().channels();
    if (groups < 1 || (long) weights.dims().get(1) * groups != inChannels) {
      throw node.error(
          "kernel of shape %s in %d groups does not fit an input of %d channels"
              .formatted(weights.dims(), groups, inChannels));
    }
    String name = draft.freeName(node.name());
    Conv layer = new Conv(name, in.tensor(), inChannels, outChannels, window, groups);
    float[] ordered = WeightOrder.fromOnnx(weights.floats(), outChannels, window.area());
    Shape shape =
        draft.add(layer, ordered, bias(node, node.optionalConstant(inputs, 2), outChannels, 1));
    return Feature.map(name, shape);
  }

  static Value gemm(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    boolean column = node.integer("transA", 0) != 0;
    if (!in.dims().equals(column ? List.of(in.shape().size(), 1) : List.of(1, in.shape().size()))) {
      throw node.error(
          "multiplies a tensor of shape %s; one row of elements is needed: flatten it first"
              .formatted(in.dims()));
    }
    Matrix matrix = new Matrix(node, node.constant(inputs, 1), node.integer("transB", 0) != 0);
    Constant bias = node.optionalConstant(inputs, 2);
    return linear(
        node,
        in,
        matrix,
        node.real("alpha", 1),
        bias(node, bias, matrix.columns, node.real("beta", 1)),
        List.of(1, matrix.columns),
        draft);
  }

  static Value matMul(OnnxNode node, List<Value> inputs, NetworkDraft draft) {
    Feature in = node.feature(inputs, 0);
    Matrix matrix = new Matrix(node, node.constant(inputs, 1), false);
    int last = in.dims().size() - 1;
    if (last < 0 || in.dims().get(last) != in.shape().size()) {
      throw node.error(
          "multiplies a tensor of shape %s; one row of elements is needed: flatten it first"
              .formatted(in.dims()));
    }
    List<Integer> dims = new ArrayList<>(in.dims());
    dims.set(last, matrix.columns);
    return linear(node, in, matrix, 1, new float[matrix.columns], dims, draft);
  }

  private static Feature linear(
      OnnxNode node,
      Feature given,
      Matrix matrix,
      float alpha,
      float[] bias,
      List<Integer> dims,
      NetworkDraft draft) {
    Feature in = ShapeOperators.asVector(node, given, draft);
    int features = in.shape().channels();
    if (matrix.rows != features) {
      throw node.error(
          "a matrix of %d rows does not fit a vector of %d".formatted(matrix.rows, features));
    }
    String name = draft.freeName(node.name());
    Linear layer = new Linear(name, in.tensor(), features, matrix.columns);
    float[] weights = new float[layer.weightCount()];
    for (int row = 0; row < features; row++) {
      int stored = in.storedAt(row);
      for (int o = 0; o < matrix.columns; o++) {
        weights[o * features + stored] = alpha * matrix.at(row, o);
      }
    }
    draft.add(layer, weights, bias);
    return Feature.vector(name, matrix.columns).withDims(dims);
  }

  private static float[] bias(OnnxNode node, Constant bias, int channels, float factor) {
    float[] values = new float[channels];
    if (bias == null) {
      return values;
    }
    int rank = bias.dims().size();
    boolean one = bias.size() == 1;
    if (!one && (bias.size() != channels || bias.dims().get(rank - 1) != channels)) {
      throw node.error(
          "a bias of shape %s does not fit %d outputs".formatted(bias.dims(), channels));
    }
    for (int c = 0; c < channels; c++) {
      values[c] = (float) (factor * bias.real(one ? 0 : c));
    }
    return values;
  }

  /** A constant matrix, perhaps stored transposed. */
  private static final class Matrix {
    private final float[] values;
    private final boolean transposed;
    final int rows;
    final int columns;

    Matrix(OnnxNode node, Constant constant, boolean transposed) {
      if (constant.dims().size() != 2 || constant.size() == 0) {
        throw node.error("multiplies by a tensor of shape " + constant.dims() + ", not a matrix");
      }
      this.values = constant.floats();
      this.transposed = transposed;
      this.rows = constant.dims().get(transposed ? 1 : 0);
      this.columns = constant.dims().get(transposed ? 0 : 1);
    }

    float at(int row, int column) {
      return values[transposed ? column * rows + row : row * columns + column];
    }
  }
}
