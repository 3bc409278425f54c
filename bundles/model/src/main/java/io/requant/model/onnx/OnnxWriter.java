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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects nodes, tensors and metadata of a model; names are made unique. */
final class OnnxWriter {

  /** Name of the batch's extent: it stays open. */
  static final String BATCH = "N";

  /** What our files say who made them. */
  static final String PRODUCER = "requant";

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Set<String> values = new HashSet<>();
  private final Set<String> nodes = new HashSet<>();
  private final Map<List<Long>, String> shapes = new HashMap<>();

  OnnxWriter(String name) {
    graph.setName(name);
  }

  private static String free(Set<String> taken, String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /**
   * Adds a node of ONNX's own and returns the name of its output, as close to its own as can be.
   */
  String node(String op, String name, List<String> inputs, AttributeProto... attributes) {
    return node("", op, name, inputs, attributes);
  }

  /** The same for an operator of another domain. */
  String node(
      String domain, String op, String name, List<String> inputs, AttributeProto... attributes) {
    String output = free(values, name);
    graph.addNode(
        NodeProto.newBuilder()
            .setDomain(domain)
            .setOpType(op)
            .setName(free(nodes, name))
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto integers(String name, int... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (int value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /** Adds a tensor of floats and returns its name; no extents make a scalar. */
  String floats(String name, float[] elements, int... dims) {
    ByteBuffer bytes = little(4 * elements.length);
    for (float element : elements) {
      bytes.putFloat(element);
    }
    return tensor(name, DataType.FLOAT, bytes, dims);
  }

  String scalar(String name, float value) {
    return floats(name, new float[] {value});
  }

  /** Adds a tensor of integers of some type and returns its name. */
  String wholes(String name, DataType type, int[] elements, int... dims) {
    int width =
        switch (type) {
          case INT8, UINT8 -> 1;
          case INT16, UINT16 -> 2;
          case INT32 -> 4;
          default -> throw new IllegalArgumentException("integers of type " + type);
        };
    ByteBuffer bytes = little(width * elements.length);
    for (int element : elements) {
      switch (width) {
        case 1 -> bytes.put((byte) element);
        case 2 -> bytes.putShort((short) element);
        default -> bytes.putInt(element);
      }
    }
    return tensor(name, type, bytes, dims);
  }

  /** A vector of 64-bit integers, as shapes and axes are given; equal ones are stored once. */
  String longs(Long... elements) {
    return shapes.computeIfAbsent(
        List.of(elements),
        key -> {
          ByteBuffer bytes = little(8 * elements.length);
          key.forEach(bytes::putLong);
          return tensor("integers", DataType.INT64, bytes, elements.length);
        });
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String tensor(String name, DataType type, ByteBuffer bytes, int... dims) {
    String unique = free(values, name);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(unique)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes.flip()));
    for (int extent : dims) {
      tensor.addDims(extent);
    }
    graph.addInitializer(tensor);
    return unique;
  }

  /** Declares the graph's input, a float tensor with an open batch, and returns its name. */
  String input(String name, int... dims) {
    String unique = free(values, name);
    graph.addInput(info(unique, dims));
    return unique;
  }

  /** Declares an existing value as the graph's output. */
  void output(String value, int... dims) {
    graph.addOutput(info(value, dims));
  }

  private static ValueInfoProto info(String name, int... dims) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam(BATCH));
    for (int extent : dims) {
      shape.addDim(Dimension.newBuilder().setDimValue(extent));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(DataType.FLOAT.getNumber())
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /**
   * The finished model.
   *
   * @param ir version of the file format
   * @param operatorSets version of each operator set by domain
   */
  byte[] finish(int ir, Map<String, Integer> operatorSets, Map<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder().setIrVersion(ir).setProducerName(PRODUCER).setGraph(graph);
    operatorSets.forEach(
        (domain, version) ->
            model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }
}
