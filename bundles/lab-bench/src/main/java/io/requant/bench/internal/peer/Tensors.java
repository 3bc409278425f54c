package io.requant.bench.internal.peer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Constants of an ONNX graph. */
final class Tensors {

  private final GraphProto.Builder graph;
  private final Set<String> names = new HashSet<>();

  Tensors(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /** The elements of a tensor of floats that was written as raw bytes. */
  static float[] floats(TensorProto tensor) {
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  String floats(String name, float[] values, int... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes(name, DataType.FLOAT, bytes.array(), dims);
  }

  String integers(String name, int[] values, int... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return bytes(name, DataType.INT32, bytes.array(), dims);
  }

  String bytes(String name, DataType type, byte[] content, int... dims) {
    return add(name, type, content, IntStream.of(dims).asLongStream().boxed().toList());
  }

  String add(String name, DataType type, byte[] content, List<Long> dims) {
    keep(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(content))
            .addAllDims(dims)
            .build());
    return name;
  }

  /** Adds a tensor as it is, once. */
  void keep(TensorProto tensor) {
    if (names.add(tensor.getName())) {
      graph.addInitializer(tensor);
    }
  }
}
