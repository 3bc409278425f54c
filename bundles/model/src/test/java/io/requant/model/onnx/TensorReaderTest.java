package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stored forms of tensors, in the file and beside it. */
class TensorReaderTest {

  private final TensorReader reader = new TensorReader(new ExternalData(null, 0));

  private static TensorProto.Builder tensor(DataType type, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName("t").setDataType(type.getNumber());
    for (long extent : dims) {
      tensor.addDims(extent);
    }
    return tensor;
  }

  private static ByteString raw(int size, Consumer<ByteBuffer> fill) {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    fill.accept(bytes);
    return ByteString.copyFrom(bytes.flip());
  }

  @Test
  void realsAreReadFromBytesAndFields() {
    float[] expected = {1.5f, -2};
    assertThat(
            reader
                .read(tensor(DataType.FLOAT, 2).addFloatData(1.5f).addFloatData(-2).build())
                .floats())
        .isEqualTo(expected);
    assertThat(
            reader
                .read(
                    tensor(DataType.FLOAT, 2)
                        .setRawData(raw(8, b -> b.putFloat(1.5f).putFloat(-2)))
                        .build())
                .floats())
        .isEqualTo(expected);
    assertThat(
            reader
                .read(tensor(DataType.DOUBLE, 2).addDoubleData(1.5).addDoubleData(-2).build())
                .floats())
        .isEqualTo(expected);
    assertThat(
            reader
                .read(
                    tensor(DataType.DOUBLE, 2)
                        .setRawData(raw(16, b -> b.putDouble(1.5).putDouble(-2)))
                        .build())
                .floats())
        .isEqualTo(expected);
    assertThat(
            reader
                .read(tensor(DataType.FLOAT16, 2).addInt32Data(0x3E00).addInt32Data(0xC000).build())
                .floats())
        .isEqualTo(expected);
    assertThat(
            reader
                .read(
                    tensor(DataType.FLOAT16, 2)
                        .setRawData(
                            raw(4, b -> b.putShort((short) 0x3E00).putShort((short) 0xC000)))
                        .build())
                .floats())
        .isEqualTo(expected);
    assertThat(
            reader
                .read(
                    tensor(DataType.BFLOAT16, 2)
                        .setRawData(
                            raw(4, b -> b.putShort((short) 0x3FC0).putShort((short) 0xC000)))
                        .build())
                .floats())
        .isEqualTo(expected);
  }

  @Test
  void everyHalfPrecisionNumberIsConvertedExactly() {
    for (int bits = 0; bits < 0x10000; bits++) {
      int exponent = bits >> 10 & 0x1F;
      double fraction = (bits & 0x3FF) / 1024.0;
      double magnitude =
          exponent == 0 ? Math.scalb(fraction, -14) : Math.scalb(1 + fraction, exponent - 15);
      float converted = TensorReader.half(bits);
      if (exponent == 31) {
        assertThat(Float.isInfinite(converted)).isEqualTo(fraction == 0);
        assertThat(Float.isNaN(converted)).isEqualTo(fraction != 0);
      } else {
        assertThat((double) converted).isEqualTo(bits >> 15 == 0 ? magnitude : -magnitude);
      }
    }
  }

  @Test
  void integersAreReadFromBytesAndFields() {
    assertThat(reader.read(tensor(DataType.INT64, 1).addInt64Data(-7L << 40).build()).integers())
        .containsExactly(-7L << 40);
    assertThat(
            reader
                .read(
                    tensor(DataType.INT64, 1).setRawData(raw(8, b -> b.putLong(-7L << 40))).build())
                .integers())
        .containsExactly(-7L << 40);
    assertThat(reader.read(tensor(DataType.INT8, 1).addInt32Data(-5).build()).integers())
        .containsExactly(-5);
    for (Map.Entry<DataType, long[]> entry :
        Map.of(
                DataType.INT8, new long[] {-2, -1, -1, -1},
                DataType.UINT8, new long[] {254, 255, 255, 255},
                DataType.INT16, new long[] {-2, -1},
                DataType.UINT16, new long[] {65534, 65535},
                DataType.INT32, new long[] {-2})
            .entrySet()) {
      TensorProto t =
          tensor(entry.getKey(), entry.getValue().length)
              .setRawData(raw(4, b -> b.putInt(-2)))
              .build();
      assertThat(reader.read(t).integers()).isEqualTo(entry.getValue());
    }
  }

  private static TensorProto external(String location, String... offsetAndLength) {
    TensorProto.Builder t =
        tensor(DataType.FLOAT, 2).setDataLocation(TensorProto.DataLocation.EXTERNAL);
    t.addExternalData(entry("location", location));
    String[] keys = {"offset", "length"};
    for (int i = 0; i < offsetAndLength.length; i++) {
      t.addExternalData(entry(keys[i], offsetAndLength[i]));
    }
    return t.build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static void refused(Path folder, TensorProto t, String... parts) {
    TensorReader outside = new TensorReader(new ExternalData(folder, 1000));
    assertThatThrownBy(() -> outside.read(t))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("tensor 't'")
        .hasMessageContainingAll(parts);
  }

  @Test
  void tensorsAreReadFromTheFileBesideTheModel(@TempDir Path folder) throws Exception {
    byte[] bytes =
        raw(16, b -> b.putFloat(9).putFloat(1.5f).putFloat(-2).putFloat(8)).toByteArray();
    Files.createDirectory(folder.resolve("sub"));
    Files.write(folder.resolve("sub/weights.bin"), bytes);
    TensorReader inside = new TensorReader(new ExternalData(folder, 1000));
    assertThat(inside.read(external("sub/weights.bin", "4", "8")).floats())
        .containsExactly(1.5f, -2);
    assertThat(inside.read(external("sub/../sub/weights.bin")).floats()).containsExactly(9, 1.5f);
  }

  @Test
  void filesOutsideTheModelsFolderAreRefused(@TempDir Path parent) throws Exception {
    Path folder = Files.createDirectory(parent.resolve("model"));
    Path secret = Files.write(parent.resolve("secret"), new byte[8]);
    Files.createSymbolicLink(folder.resolve("link"), secret);
    refused(folder, external("../secret"), "outside the model's folder");
    refused(folder, external("link"), "outside the model's folder");
    refused(folder, external(secret.toString()), "no file beside the model");
    refused(folder, external("missing"), "no file beside the model");
    refused(folder, external("."), "no file beside the model");
    refused(folder, external(""), "no file beside the model");
    refused(folder, external("a\0b"), "cannot be opened");
    refused(null, external("data"), "given as bytes");
  }

  @Test
  void offsetsAndLengthsAreChecked(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("data"), new byte[12]);
    refused(folder, external("data", "8"), "ends at byte 16", "has 12");
    refused(folder, external("data", "9223372036854775807"), "which has 12");
    refused(folder, external("data", "-1"), "offset of -1");
    refused(folder, external("data", "x"), "'x' is no number");
    refused(folder, external("data", "0", "4"), "needs 8");
    TensorReader poor = new TensorReader(new ExternalData(folder, 10));
    assertThat(poor.read(external("data")).size()).isEqualTo(2);
    assertThatThrownBy(() -> poor.read(external("data")))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("limit");
  }
}
