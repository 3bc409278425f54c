package io.requant.model.file;

import io.requant.model.graph.Graph;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.SharedNetwork;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Content of the sections SHARED and WIDE, big-endian: in WIDE, width of the stored integers (1
 * byte); border of the augmentation (1 byte) and whether it mirrors (1 byte), number of widths (1
 * byte) and the widths (1 byte each), number of tensors (2 bytes), and for each the length of its
 * name (2 bytes), the name, the number of values (4 bytes), the values as 32-bit floats.
 *
 * <p>A network whose stored integers have 8 bits is in SHARED, any other in WIDE.
 */
final class SharedSection {

  private SharedSection() {}

  /** The section that a network belongs to. */
  static SectionType type(SharedNetwork network) {
    return network.masterBits() == SharedNetwork.OUTER_BITS ? SectionType.SHARED : SectionType.WIDE;
  }

  static byte[] write(SharedNetwork network) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (type(network) == SectionType.WIDE) {
        out.writeByte(network.masterBits());
      }
      out.writeByte(network.augmentation().padding());
      out.writeBoolean(network.augmentation().flips());
      out.writeByte(network.widths().size());
      for (int width : network.widths()) {
        out.writeByte(width);
      }
      out.writeShort(network.tensors().size());
      for (Map.Entry<String, float[]> tensor : network.tensors().entrySet()) {
        byte[] name = tensor.getKey().getBytes(StandardCharsets.UTF_8);
        out.writeShort(name.length);
        out.write(name);
        out.writeInt(tensor.getValue().length);
        ByteBuffer values = ByteBuffer.allocate(tensor.getValue().length * Float.BYTES);
        values.asFloatBuffer().put(tensor.getValue());
        out.write(values.array());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  static SharedNetwork read(Graph graph, ByteBuffer in) {
    return read(graph, SharedNetwork.OUTER_BITS, in);
  }

  static SharedNetwork readWide(Graph graph, ByteBuffer in) {
    int masterBits = in.get();
    if (masterBits <= SharedNetwork.OUTER_BITS || masterBits > SharedNetwork.MOST_BITS) {
      throw new IllegalArgumentException(
          "stored integers of %d bits; %d..%d are possible"
              .formatted(masterBits, SharedNetwork.OUTER_BITS + 1, SharedNetwork.MOST_BITS));
    }
    return read(graph, masterBits, in);
  }

  private static SharedNetwork read(Graph graph, int masterBits, ByteBuffer in) {
    int padding = Byte.toUnsignedInt(in.get());
    int flips = in.get();
    if (flips != 0 && flips != 1) {
      throw new IllegalArgumentException("whether images are mirrored is " + flips);
    }
    List<Integer> widths = new ArrayList<>();
    for (int i = Byte.toUnsignedInt(in.get()); i > 0; i--) {
      widths.add((int) in.get());
    }
    if (SharedNetwork.masterBits(widths) != masterBits) {
      throw new IllegalArgumentException(
          "stored integers of %d bits; the trained widths %s need %d"
              .formatted(masterBits, widths, SharedNetwork.masterBits(widths)));
    }
    Map<String, float[]> tensors = new LinkedHashMap<>();
    for (int i = Short.toUnsignedInt(in.getShort()); i > 0; i--) {
      byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(name);
      int count = in.getInt();
      if (count < 0 || (long) count * Float.BYTES > in.remaining()) {
        throw new IllegalArgumentException(
            "a tensor says %d values; %d bytes are left".formatted(count, in.remaining()));
      }
      float[] values = new float[count];
      in.asFloatBuffer().get(values);
      in.position(in.position() + count * Float.BYTES);
      for (float value : values) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException("a value is " + value);
        }
      }
      tensors.put(new String(name, StandardCharsets.UTF_8), values);
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes too many");
    }
    return new SharedNetwork(graph, widths, tensors, new Augmentation(padding, flips == 1));
  }
}
