package io.requant.model.onnx;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Computes nodes whose inputs are all known: exporters write shapes, paddings and transposed
 * weights as chains of such nodes.
 */
final class ConstantFolder {

  /** One operator on constants. */
  private interface Fold {
    Constant apply(OnnxNode node, List<Value> inputs);
  }

  private static final Map<String, Fold> FOLDS =
      Map.ofEntries(
          Map.entry("Identity", ConstantFolder::first),
          Map.entry("Dropout", ConstantFolder::first),
          Map.entry("Cast", ConstantFolder::cast),
          Map.entry("Reshape", ConstantFolder::reshape),
          Map.entry("Flatten", ConstantFolder::flatten),
          Map.entry("Squeeze", ConstantFolder::squeeze),
          Map.entry("Unsqueeze", ConstantFolder::unsqueeze),
          Map.entry("Gather", ConstantMoves::gather),
          Map.entry("Concat", ConstantMoves::concat),
          Map.entry("Slice", ConstantMoves::slice),
          Map.entry("Transpose", ConstantMoves::transpose),
          Map.entry("Expand", ConstantMoves::expand),
          Map.entry("ConstantOfShape", ConstantMoves::constantOfShape),
          Map.entry("Add", (n, in) -> ConstantArithmetic.combine(n, in, Double::sum, Long::sum)),
          Map.entry(
              "Sub",
              (n, in) -> ConstantArithmetic.combine(n, in, (a, b) -> a - b, (a, b) -> a - b)),
          Map.entry(
              "Mul",
              (n, in) -> ConstantArithmetic.combine(n, in, (a, b) -> a * b, (a, b) -> a * b)),
          Map.entry("Div", ConstantArithmetic::divide),
          Map.entry("Pow", (n, in) -> ConstantArithmetic.combineReal(n, in, Math::pow)),
          Map.entry("Sqrt", real(Math::sqrt)),
          Map.entry("Reciprocal", real(x -> 1 / x)),
          Map.entry("Floor", real(Math::floor)),
          Map.entry("Ceil", real(Math::ceil)),
          Map.entry("Neg", ConstantArithmetic::negate),
          Map.entry("Constant", ConstantFolder::literal));

  private ConstantFolder() {}

  /**
   * Computes a node.
   *
   * @return its first output, or null if the operator is not folded
   */
  static Constant fold(OnnxNode node, List<Value> inputs) {
    Fold fold = FOLDS.get(node.op());
    return fold == null ? null : fold.apply(node, inputs);
  }

  private static Constant first(OnnxNode node, List<Value> inputs) {
    return node.constant(inputs, 0);
  }

  /** The value of a Constant node. */
  private static Constant literal(OnnxNode node, List<Value> inputs) {
    if (node.has("value")) {
      return new TensorReader(new ExternalData(null, 0)).read(node.tensor("value"));
    }
    if (node.has("value_float")) {
      return Constant.ofFloats(List.of(), new float[] {node.real("value_float", 0)});
    }
    if (node.has("value_int")) {
      return Constant.ofIntegers(List.of(), new long[] {node.longInteger("value_int", 0)});
    }
    if (node.has("value_ints")) {
      long[] values = node.integers("value_ints");
      return Constant.ofIntegers(List.of(values.length), values);
    }
    List<Float> reals = node.reals("value_floats");
    float[] values = new float[reals.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = reals.get(i);
    }
    if (values.length == 0) {
      throw node.error("holds no number; only tensors, floats and integers are read");
    }
    return Constant.ofFloats(List.of(values.length), values);
  }

  private static Constant cast(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    return switch (node.integer("to", 0)) {
      case 1, 10, 11, 16 -> Constant.ofFloats(in.dims(), in.floats());
      case 6, 7 -> Constant.ofIntegers(in.dims(), in.integers());
      default -> throw node.error("converts a constant to data type " + node.integer("to", 0));
    };
  }

  private static Constant reshape(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    long[] target = node.constant(inputs, 1).integers();
    return in.withDims(Extents.reshape(node, in.dims(), target));
  }

  private static Constant flatten(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    return in.withDims(Extents.flatten(node, in.dims()));
  }

  private static Constant squeeze(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    return in.withDims(Extents.squeeze(node, in.dims(), Extents.axesOf(node, inputs, 1)));
  }

  private static Constant unsqueeze(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    return in.withDims(Extents.unsqueeze(node, in.dims(), Extents.axesOf(node, inputs, 1)));
  }

  private static Fold real(DoubleUnaryOperator function) {
    return (node, inputs) -> {
      Constant in = node.constant(inputs, 0);
      float[] values = new float[in.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) function.applyAsDouble(in.real(i));
      }
      return Constant.ofFloats(in.dims(), values);
    };
  }

  /**
   * Checks the size of a result before it is made, so that a small file cannot ask for much memory.
   *
   * @return the number of elements
   */
  static int checkSize(OnnxNode node, List<Integer> dims, List<Constant> sources) {
    int size = Constant.size(dims);
    int largest = Collections.max(sources.stream().map(Constant::size).toList());
    if (size > Math.max(MAX_GROWN, largest)) {
      throw node.error("makes a constant of shape " + dims + ", more than " + MAX_GROWN);
    }
    return size;
  }

  /** Most elements of a constant that is larger than what it is computed from. */
  private static final int MAX_GROWN = 1 << 22;
}
