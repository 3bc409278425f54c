package io.requant.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;

/** A node with checked access to its attributes and inputs; every error names it. */
final class OnnxNode {

  private final NodeProto proto;
  private final int opset;

  OnnxNode(NodeProto proto, int opset) {
    this.proto = proto;
    this.opset = opset;
  }

  /** Name, or the first output where the node has none. */
  String name() {
    return proto.getName().isEmpty() && proto.getOutputCount() > 0
        ? proto.getOutput(0)
        : proto.getName();
  }

  /** Operator, with its domain unless that is ONNX's own. */
  String op() {
    String domain = proto.getDomain();
    return domain.isEmpty() || domain.equals("ai.onnx")
        ? proto.getOpType()
        : domain + "::" + proto.getOpType();
  }

  /** Version of the operator set. */
  int opset() {
    return opset;
  }

  List<String> inputs() {
    return proto.getInputList();
  }

  List<String> outputs() {
    return proto.getOutputList();
  }

  /** An exception that names this node. */
  OnnxException error(String why) {
    return new OnnxException("node '%s' (op '%s'): %s".formatted(name(), op(), why));
  }

  boolean has(String attribute) {
    return find(attribute) != null;
  }

  private AttributeProto find(String attribute) {
    for (AttributeProto a : proto.getAttributeList()) {
      if (a.getName().equals(attribute)) {
        return a;
      }
    }
    return null;
  }

  private AttributeProto find(String attribute, AttributeProto.AttributeType type) {
    AttributeProto a = find(attribute);
    if (a != null && a.getType() != type && a.getType() != AttributeProto.AttributeType.UNDEFINED) {
      throw error("attribute '" + attribute + "' is of type " + a.getType() + ", not " + type);
    }
    return a;
  }

  int integer(String attribute, int otherwise) {
    AttributeProto a = find(attribute, AttributeProto.AttributeType.INT);
    return a == null ? otherwise : toInt(attribute, a.getI());
  }

  long longInteger(String attribute, long otherwise) {
    AttributeProto a = find(attribute, AttributeProto.AttributeType.INT);
    return a == null ? otherwise : a.getI();
  }

  float real(String attribute, float otherwise) {
    AttributeProto a = find(attribute, AttributeProto.AttributeType.FLOAT);
    return a == null ? otherwise : a.getF();
  }

  String text(String attribute, String otherwise) {
    AttributeProto a = find(attribute, AttributeProto.AttributeType.STRING);
    return a == null ? otherwise : a.getS().toStringUtf8();
  }

  /** Integers of an attribute; an empty array where it is left out. */
  long[] integers(String attribute) {
    AttributeProto a = find(attribute, AttributeProto.AttributeType.INTS);
    return a == null ? new long[0] : a.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  List<Float> reals(String attribute) {
    AttributeProto a = find(attribute, AttributeProto.AttributeType.FLOATS);
    return a == null ? List.of() : a.getFloatsList();
  }

  TensorProto tensor(String attribute) {
    AttributeProto a = find(attribute, AttributeProto.AttributeType.TENSOR);
    return a == null ? null : a.getT();
  }

  int toInt(String what, long value) {
    if (value != (int) value) {
      throw error(what + " " + value + " does not fit 32 bits");
    }
    return (int) value;
  }

  /** Input {@code index}, or null where it is left out. */
  Value optional(List<Value> inputs, int index) {
    return index < inputs.size() ? inputs.get(index) : null;
  }

  /** Input {@code index}, which must be computed from the image. */
  Feature feature(List<Value> inputs, int index) {
    if (optional(inputs, index) instanceof Feature feature) {
      return feature;
    }
    throw error("input " + index + " must be computed from the image");
  }

  /** Input {@code index}, which must be known at import. */
  Constant constant(List<Value> inputs, int index) {
    if (optional(inputs, index) instanceof Constant constant) {
      return constant;
    }
    throw error(
        "input "
            + index
            + " must be a constant; export the model with constant folding and fixed parameters");
  }

  /** Constant input {@code index}, or null where it is left out. */
  Constant optionalConstant(List<Value> inputs, int index) {
    return optional(inputs, index) == null ? null : constant(inputs, index);
  }
}
