package io.requant.model.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/** Arithmetic on constants, with broadcasting. */
final class ConstantArithmetic {

  private ConstantArithmetic() {}

  /** Integers where both operands are, else reals. */
  static Constant combine(
      OnnxNode node, List<Value> inputs, DoubleBinaryOperator reals, LongBinaryOperator integers) {
    Constant a = node.constant(inputs, 0);
    Constant b = node.constant(inputs, 1);
    if (!a.isInteger() || !b.isInteger()) {
      return combineReal(node, inputs, reals);
    }
    List<Integer> dims = broadcast(node, a.dims(), b.dims());
    int size = ConstantFolder.checkSize(node, dims, List.of(a, b));
    int[] left = indices(a, dims, size);
    int[] right = indices(b, dims, size);
    long[] values = new long[size];
    for (int i = 0; i < size; i++) {
      values[i] = integers.applyAsLong(a.integer(left[i]), b.integer(right[i]));
    }
    return Constant.ofIntegers(dims, values);
  }

  /** Reals whatever the operands are. */
  static Constant combineReal(OnnxNode node, List<Value> inputs, DoubleBinaryOperator reals) {
    Constant a = node.constant(inputs, 0);
    Constant b = node.constant(inputs, 1);
    List<Integer> dims = broadcast(node, a.dims(), b.dims());
    int size = ConstantFolder.checkSize(node, dims, List.of(a, b));
    int[] left = indices(a, dims, size);
    int[] right = indices(b, dims, size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) reals.applyAsDouble(a.real(left[i]), b.real(right[i]));
    }
    return Constant.ofFloats(dims, values);
  }

  static Constant divide(OnnxNode node, List<Value> inputs) {
    Constant divisor = node.constant(inputs, 1);
    for (int i = 0; divisor.isInteger() && i < divisor.size(); i++) {
      if (divisor.integer(i) == 0) {
        throw node.error("divides an integer by 0");
      }
    }
    return combine(node, inputs, (a, b) -> a / b, (a, b) -> a / b);
  }

  static Constant negate(OnnxNode node, List<Value> inputs) {
    Constant in = node.constant(inputs, 0);
    Constant zero =
        in.isInteger()
            ? Constant.ofIntegers(List.of(), new long[1])
            : Constant.ofFloats(List.of(), new float[1]);
    return combine(node, List.of(zero, in), (a, b) -> -b, (a, b) -> -b);
  }

  /** Extents that two operands share after broadcasting. */
  static List<Integer> broadcast(OnnxNode node, List<Integer> a, List<Integer> b) {
    int rank = Math.max(a.size(), b.size());
    List<Integer> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int left = i < rank - a.size() ? 1 : a.get(i - rank + a.size());
      int right = i < rank - b.size() ? 1 : b.get(i - rank + b.size());
      if (left != right && left != 1 && right != 1) {
        throw node.error("combines shapes " + a + " and " + b);
      }
      dims.add(left == 1 ? right : left);
    }
    return dims;
  }

  private static int[] indices(Constant operand, List<Integer> dims, int size) {
    int[] strides = ConstantMoves.broadcastStrides(operand.dims(), dims.size());
    return ConstantMoves.walk(dims, strides, 0, size);
  }
}
