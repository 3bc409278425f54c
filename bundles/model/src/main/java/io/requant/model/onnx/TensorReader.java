package io.requant.model.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Turns stored tensors into {@link Constant}s: every real type to floats, the others to longs. */
final class TensorReader {

  private final ExternalData external;

  TensorReader(ExternalData external) {
    this.external = external;
  }

  /**
   * Reads a tensor.
   *
   * @throws OnnxException if its type is not supported or its data and shape disagree
   */
  Constant read(TensorProto tensor) {
    List<Integer> dims = new ArrayList<>();
    for (long extent : tensor.getDimsList()) {
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw error(tensor, "has an extent of " + extent);
      }
      dims.add((int) extent);
    }
    if (tensor.hasSegment()) {
      throw error(tensor, "is stored in segments, which no exporter writes any more");
    }
    try {
      return fill(tensor, dims, Constant.size(dims));
    } catch (OnnxException e) {
      throw e.getMessage().startsWith("tensor")
          ? e
          : new OnnxException("tensor '" + tensor.getName() + "': " + e.getMessage(), e);
    }
  }

  private Constant fill(TensorProto tensor, List<Integer> dims, int size) {
    DataType type = DataType.forNumber(tensor.getDataType());
    switch (type == null ? DataType.UNDEFINED : type) {
      case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> {
        return Constant.ofFloats(dims, reals(tensor, type, size));
      }
      case INT8, UINT8, INT16, UINT16, INT32, INT64, BOOL -> {
        return Constant.ofIntegers(dims, wholes(tensor, type, size));
      }
      default ->
          throw error(
              tensor,
              "is of type "
                  + (type == null ? tensor.getDataType() : type)
                  + "; float, float16, bfloat16, double and integers up to 64 bits are read");
    }
  }

  private float[] reals(TensorProto tensor, DataType type, int size) {
    float[] values = new float[size];
    ByteBuffer raw = raw(tensor, bytesOf(type), size);
    for (int i = 0; i < size; i++) {
      values[i] =
          switch (type) {
            case FLOAT ->
                raw != null ? raw.getFloat() : tensor.getFloatData(checked(tensor, i, size));
            case DOUBLE ->
                (float)
                    (raw != null
                        ? raw.getDouble()
                        : tensor.getDoubleData(checked(tensor, i, size)));
            case FLOAT16 ->
                half(raw != null ? raw.getShort() : tensor.getInt32Data(checked(tensor, i, size)));
            default ->
                Float.intBitsToFloat(
                    (raw != null ? raw.getShort() : tensor.getInt32Data(checked(tensor, i, size)))
                        << 16);
          };
    }
    return values;
  }

  private long[] wholes(TensorProto tensor, DataType type, int size) {
    ByteBuffer raw = raw(tensor, bytesOf(type), size);
    IntToLongFunction element =
        raw == null
            ? i ->
                type == DataType.INT64
                    ? tensor.getInt64Data(checked(tensor, i, size))
                    : tensor.getInt32Data(checked(tensor, i, size))
            : switch (type) {
              case INT8 -> i -> raw.get();
              case UINT8, BOOL -> i -> raw.get() & 0xFF;
              case INT16 -> i -> raw.getShort();
              case UINT16 -> i -> raw.getShort() & 0xFFFF;
              case INT32 -> i -> raw.getInt();
              default -> i -> raw.getLong();
            };
    long[] values = new long[size];
    for (int i = 0; i < size; i++) {
      values[i] = element.applyAsLong(i);
    }
    return values;
  }

  /** The bytes where the tensor is stored as bytes, or null where in a typed field. */
  private ByteBuffer raw(TensorProto tensor, int bytes, int size) {
    long expected = (long) bytes * size;
    ByteBuffer raw = null;
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      if (expected > Integer.MAX_VALUE) {
        throw error(tensor, "has " + expected + " bytes, more than one file part may have here");
      }
      raw = external.read(tensor, expected);
    } else if (tensor.hasRawData()) {
      raw = tensor.getRawData().asReadOnlyByteBuffer();
      if (raw.remaining() != expected) {
        throw error(
            tensor,
            "has %d bytes of data; its type and shape need %d"
                .formatted(raw.remaining(), expected));
      }
    }
    return raw == null ? null : raw.order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int checked(TensorProto tensor, int index, int size) {
    int held =
        switch (DataType.forNumber(tensor.getDataType())) {
          case FLOAT -> tensor.getFloatDataCount();
          case DOUBLE -> tensor.getDoubleDataCount();
          case INT64 -> tensor.getInt64DataCount();
          default -> tensor.getInt32DataCount();
        };
    if (held != size) {
      throw error(tensor, "has %d elements; its shape needs %d".formatted(held, size));
    }
    return index;
  }

  private static int bytesOf(DataType type) {
    return switch (type) {
      case INT8, UINT8, BOOL -> 1;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      case FLOAT, INT32 -> 4;
      default -> 8;
    };
  }

  /** IEEE 754 binary16 to float; Java has this from version 20 on only. */
  static float half(int bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    if (exponent == 0) {
      float magnitude = Math.scalb((float) fraction, -24);
      return sign == 0 ? magnitude : -magnitude;
    }
    int widened = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
  }

  private static OnnxException error(TensorProto tensor, String why) {
    return new OnnxException("tensor '" + tensor.getName() + "' " + why);
  }
}
