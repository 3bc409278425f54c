package io.requant.model.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.requant.model.graph.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Walks a model's nodes in order and turns them into layers; one instance per import. */
final class Translator {

  private static final Map<String, Operator> OPERATORS =
      Map.ofEntries(
          Map.entry("Conv", WeightedOperators::conv),
          Map.entry("Gemm", WeightedOperators::gemm),
          Map.entry("MatMul", WeightedOperators::matMul),
          Map.entry("MaxPool", PoolOperators::max),
          Map.entry("AveragePool", PoolOperators::average),
          Map.entry("GlobalAveragePool", PoolOperators::globalAverage),
          Map.entry("ReduceMean", PoolOperators::mean),
          Map.entry("BatchNormalization", ElementwiseOperators::batchNormalization),
          Map.entry("Add", ElementwiseOperators::add),
          Map.entry("Sum", ElementwiseOperators::add),
          Map.entry("Sub", ElementwiseOperators::subtract),
          Map.entry("Mul", ElementwiseOperators::multiply),
          Map.entry("Div", ElementwiseOperators::divide),
          Map.entry("Relu", ElementwiseOperators::relu),
          Map.entry("Clip", ElementwiseOperators::clip),
          Map.entry("Identity", ShapeOperators::identity),
          Map.entry("Dropout", ShapeOperators::identity),
          Map.entry("Cast", ShapeOperators::cast),
          Map.entry("Shape", ShapeOperators::shape),
          Map.entry("Flatten", ShapeOperators::flatten),
          Map.entry("Reshape", ShapeOperators::reshape),
          Map.entry("Squeeze", ShapeOperators::squeeze),
          Map.entry("Unsqueeze", ShapeOperators::unsqueeze),
          Map.entry("Transpose", ShapeOperators::transpose),
          Map.entry("Slice", ShapeOperators::slice),
          Map.entry("Softmax", ShapeOperators::softmax),
          Map.entry("LogSoftmax", ShapeOperators::softmax),
          Map.entry("Pad", PaddingOperators::pad),
          Map.entry("Concat", PaddingOperators::concat));

  private static final Set<String> ONLY_AT_THE_END = Set.of("Softmax", "LogSoftmax");

  private final OnnxModel model;
  private final TensorReader tensors;
  private final NetworkDraft draft;
  private final Map<String, Value> values = new HashMap<>();

  Translator(OnnxModel model, TensorReader tensors, NetworkDraft draft) {
    this.model = model;
    this.tensors = tensors;
    this.draft = draft;
  }

  /**
   * Translates everything.
   *
   * @param input what the graph's input stands for
   * @return name of the tensor that is the result
   */
  String run(Feature input) {
    String inputName = model.input().getName();
    values.put(inputName, input.withExclusive(model.uses(inputName) == 1));
    for (int i = 0; i < model.nodes().size(); i++) {
      draft.at(i);
      translate(model.nodes().get(i));
    }
    if (!(values.get(model.outputName()) instanceof Feature output)) {
      throw new OnnxException("output '" + model.outputName() + "' does not depend on the image");
    }
    if (!output.deferred().border().isNone()) {
      throw new OnnxException("output '" + model.outputName() + "' is padded with zeros");
    }
    Feature result = draft.settleAllButBorder(output);
    if (result.isVector() && result.channelsFirst().isPresent()) {
      throw new OnnxException(
          "output '%s' is a flattened map, whose elements we order otherwise; leave the Flatten out"
              .formatted(model.outputName()));
    }
    if (result.tensor().equals(Graph.INPUT)) {
      throw new OnnxException("the model only passes its input on; there is nothing to run");
    }
    return result.tensor();
  }

  private void translate(OnnxNode node) {
    checkOutputs(node);
    List<Value> inputs = new ArrayList<>();
    for (String name : node.inputs()) {
      inputs.add(name.isEmpty() ? null : value(node, name));
    }
    int layers = draft.size();
    Value result;
    try {
      result = apply(node, inputs);
    } catch (OnnxException e) {
      throw e.getMessage().startsWith("node '") ? e : node.error(e.getMessage());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw node.error(e.getMessage());
    }
    if (result instanceof Feature feature) {
      boolean untouched =
          draft.addedSince(layers, feature.tensor())
              || inputs.stream()
                  .filter(Feature.class::isInstance)
                  .map(Feature.class::cast)
                  .anyMatch(in -> in.tensor().equals(feature.tensor()) && in.exclusive());
      result = feature.withExclusive(untouched && model.uses(node.outputs().get(0)) == 1);
    }
    if (values.put(node.outputs().get(0), result) != null) {
      throw node.error("writes '" + node.outputs().get(0) + "', which exists already");
    }
  }

  private Value apply(OnnxNode node, List<Value> inputs) {
    if (inputs.stream().allMatch(in -> in == null || in instanceof Constant)) {
      Constant folded = ConstantFolder.fold(node, inputs);
      if (folded != null) {
        return folded;
      }
    }
    Operator operator = OPERATORS.get(node.op());
    if (operator == null) {
      throw node.error(
          "this operator has no counterpart here; change the network to use "
              + new TreeSet<>(OPERATORS.keySet()));
    }
    if (ONLY_AT_THE_END.contains(node.op()) && !node.outputs().get(0).equals(model.outputName())) {
      throw node.error("is not at the end; only there it can be left out");
    }
    return operator.translate(node, inputs, draft);
  }

  private void checkOutputs(OnnxNode node) {
    for (int o = 0; o < node.outputs().size(); o++) {
      if (o == 0 ? node.outputs().get(0).isEmpty() : model.uses(node.outputs().get(o)) > 0) {
        throw node.error("only its first output can be used");
      }
    }
  }

  private Value value(OnnxNode node, String name) {
    Value value = values.get(name);
    if (value == null) {
      TensorProto stored = model.initializer(name);
      if (stored == null) {
        throw node.error("reads '" + name + "', which nothing before it gives");
      }
      value = tensors.read(stored);
      values.put(name, value);
    }
    return value;
  }
}
