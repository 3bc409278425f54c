package io.requant.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.SplittableRandom;

/** Changes that leave a file well-formed protobuf: what random bytes seldom do. */
final class Mutations {

  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    4,
    5,
    7,
    64,
    255,
    256,
    70_000,
    1L << 26,
    1L << 31,
    1L << 40,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    -2,
    -5
  };
  private static final List<String> OPERATORS =
      List.of(
          "Conv",
          "Gemm",
          "MatMul",
          "MaxPool",
          "AveragePool",
          "GlobalAveragePool",
          "ReduceMean",
          "BatchNormalization",
          "Add",
          "Sum",
          "Sub",
          "Mul",
          "Div",
          "Relu",
          "Clip",
          "Identity",
          "Dropout",
          "Cast",
          "Shape",
          "Flatten",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Transpose",
          "Slice",
          "Softmax",
          "Pad",
          "Concat",
          "Gather",
          "Expand",
          "ConstantOfShape",
          "Constant",
          "Sqrt",
          "Neg",
          "Pow",
          "Reciprocal");

  private Mutations() {}

  static byte[] mutate(byte[] model, SplittableRandom random) {
    ModelProto.Builder builder;
    try {
      builder = ModelProto.parseFrom(model).toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      mutate(builder, random);
    }
    return builder.build().toByteArray();
  }

  private static long number(SplittableRandom random) {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private static void mutate(ModelProto.Builder model, SplittableRandom random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    switch (random.nextInt(7)) {
      case 0 -> model.getOpsetImportBuilder(0).setVersion(7 + random.nextInt(15));
      case 1 -> extents(graph, random);
      case 2 -> tensor(graph, random);
      case 3 -> {
        NodeProto.Builder node = node(graph, random);
        node.setOpType(OPERATORS.get(random.nextInt(OPERATORS.size())));
      }
      case 4 -> inputs(graph, node(graph, random), random);
      default -> attribute(node(graph, random), random);
    }
  }

  private static NodeProto.Builder node(GraphProto.Builder graph, SplittableRandom random) {
    return graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
  }

  private static void extents(GraphProto.Builder graph, SplittableRandom random) {
    graph
        .getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(random.nextInt(4))
        .setDimValue(number(random));
  }

  private static void tensor(GraphProto.Builder graph, SplittableRandom random) {
    if (graph.getInitializerCount() == 0) {
      return;
    }
    TensorProto.Builder tensor =
        graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
    switch (random.nextInt(4)) {
      case 0 -> tensor.setDataType(random.nextInt(24));
      case 1 -> tensor.addDims(number(random));
      case 2 -> {
        if (tensor.getDimsCount() > 0) {
          tensor.setDims(random.nextInt(tensor.getDimsCount()), number(random));
        }
      }
      default -> {
        byte[] raw = tensor.getRawData().toByteArray();
        for (int i = 0; i < raw.length; i += 8) {
          long value = number(random);
          for (int b = 0; b < 8 && i + b < raw.length; b++) {
            raw[i + b] = (byte) (value >> (8 * b));
          }
        }
        tensor.setRawData(ByteString.copyFrom(raw));
      }
    }
  }

  private static void inputs(
      GraphProto.Builder graph, NodeProto.Builder node, SplittableRandom random) {
    List<TensorProto> stored = graph.getInitializerList();
    String other =
        random.nextBoolean() && !stored.isEmpty()
            ? stored.get(random.nextInt(stored.size())).getName()
            : node(graph, random).getOutput(0);
    int choice = random.nextInt(4);
    if (choice == 0 || node.getInputCount() == 0) {
      node.addInput(random.nextInt(4) == 0 ? "" : other);
    } else if (choice == 1) {
      node.clearInput();
    } else {
      node.setInput(random.nextInt(node.getInputCount()), other);
    }
  }

  private static void attribute(NodeProto.Builder node, SplittableRandom random) {
    if (node.getAttributeCount() == 0 || random.nextInt(8) == 0) {
      String name = List.of("axis", "axes", "perm", "value", "to", "pads").get(random.nextInt(6));
      node.addAttribute(
          AttributeProto.newBuilder().setName(name).addInts(number(random)).setI(number(random)));
      return;
    }
    AttributeProto.Builder attribute =
        node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
    attribute.setI(number(random));
    if (random.nextInt(4) == 0) {
      attribute.addInts(number(random));
    } else if (attribute.getIntsCount() > 0) {
      attribute.setInts(random.nextInt(attribute.getIntsCount()), number(random));
    }
  }
}
