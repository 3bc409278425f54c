package io.requant.model.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Builds ONNX models node by node, as exporters of other tools write them. */
final class TestModel {

  final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  final ModelProto.Builder model = ModelProto.newBuilder();
  private final SplittableRandom random = new SplittableRandom(42);
  private final int opset;
  private int count;
  private boolean outputDeclared;

  TestModel(int opset) {
    this.opset = opset;
  }

  /** A model whose input "x" is a float image with a symbolic batch. */
  static TestModel image(int opset, int channels, int height, int width) {
    return new TestModel(opset).input(DataType.FLOAT, -1, channels, height, width);
  }

  /** Declares input "x"; an extent of -1 is symbolic. */
  TestModel input(DataType type, long... dims) {
    graph.addInput(info("x", type, dims));
    return this;
  }

  static ValueInfoProto info(String name, DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long extent : dims) {
      shape.addDim(
          extent < 0
              ? Dimension.newBuilder().setDimParam("d" + shape.getDimCount())
              : Dimension.newBuilder().setDimValue(extent));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  /** Adds a node with its attributes and returns its output. */
  String node(String op, List<String> inputs, AttributeProto... attributes) {
    String output = op.toLowerCase(Locale.ROOT) + "_" + count++;
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(op)
            .setName("/" + output + "/" + op)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  String node(String op, String input, AttributeProto... attributes) {
    return node(op, List.of(input), attributes);
  }

  /** Random weights, about as large as trained ones. */
  String weights(long... dims) {
    return floats(-0.5, 0.5, dims);
  }

  String positive(long... dims) {
    return floats(0.5, 1.5, dims);
  }

  private String floats(double low, double high, long... dims) {
    int size = 1;
    for (long extent : dims) {
      size *= (int) extent;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(low, high);
    }
    return constant(values, dims);
  }

  String constant(float[] values, long... dims) {
    return initializer(floatTensor(values, dims));
  }

  String scalar(float value) {
    return initializer(floatTensor(new float[] {value}));
  }

  String initializer(TensorProto tensor) {
    String name = "w" + count++;
    graph.addInitializer(tensor.toBuilder().setName(name));
    return name;
  }

  static TensorProto floatTensor(float[] values, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(DataType.FLOAT.getNumber());
    for (float value : values) {
      tensor.addFloatData(value);
    }
    for (long extent : dims) {
      tensor.addDims(extent);
    }
    return tensor.build();
  }

  static TensorProto longTensor(long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(DataType.INT64.getNumber()).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  String longs(long... values) {
    return initializer(longTensor(values));
  }

  /** A scalar from a Constant node. */
  String literal(long value) {
    TensorProto tensor = longTensor(value).toBuilder().clearDims().build();
    return node("Constant", List.of(), tensor("value", tensor));
  }

  /** A real scalar from a Constant node. */
  String literalReal(float value) {
    return node("Constant", List.of(), tensor("value", floatTensor(new float[] {value})));
  }

  static AttributeProto tensor(String name, TensorProto value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder a =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      a.addInts(value);
    }
    return a.build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /** Convolution with bias and "same" padding for odd kernels. */
  String conv(String x, int in, int out, int kernel, int stride) {
    int pad = kernel / 2;
    return node(
        "Conv",
        List.of(x, weights(out, in, kernel, kernel), weights(out)),
        ints("kernel_shape", kernel, kernel),
        ints("strides", stride, stride),
        ints("pads", pad, pad, pad, pad));
  }

  /** Batch normalisation with random statistics. */
  String batchNorm(String x, int channels) {
    return node(
        "BatchNormalization",
        List.of(x, positive(channels), weights(channels), weights(channels), positive(channels)));
  }

  String relu(String x) {
    return node("Relu", x);
  }

  TestModel metadata(String key, String value) {
    model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    return this;
  }

  TestModel output(String value) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(value).setType(anyFloat()));
    outputDeclared = true;
    return this;
  }

  private static TypeProto anyFloat() {
    return TypeProto.newBuilder()
        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()))
        .build();
  }

  /** The file; the last node's output is the model's, unless one was declared. */
  byte[] bytes() {
    if (!outputDeclared) {
      output(graph.getNode(graph.getNodeCount() - 1).getOutput(0));
    }
    return model
        .setIrVersion(opset > 20 ? 10 : 8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build()
        .toByteArray();
  }
}
