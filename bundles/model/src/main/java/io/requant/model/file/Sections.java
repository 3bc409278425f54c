package io.requant.model.file;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.GraphCodec;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Contents of the sections, big-endian.
 *
 * <p>Readers get bytes whose check sums hold, but which anybody may have made: they throw {@link
 * IllegalArgumentException} or {@link java.nio.BufferUnderflowException}, and allocate no more than
 * a few times what they were given.
 */
final class Sections {

  private Sections() {}

  static byte[] graph(Graph graph) {
    return bytes(out -> GraphCodec.write(graph, out));
  }

  static Graph graph(ByteBuffer content) {
    ByteArrayInputStream in = new ByteArrayInputStream(take(content, content.remaining()));
    try {
      Graph graph = GraphCodec.read(new DataInputStream(in));
      end(in.available());
      return graph;
    } catch (IOException e) {
      throw new IllegalArgumentException("it ends in the middle of a layer or name", e);
    }
  }

  /** Layer by layer: weights, then biases. */
  static byte[] floats(FloatNetwork network) {
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(floatBytes(network.graph())));
    for (FloatNetwork.Parameters p : network.parameters().values()) {
      put(p.weights(), out);
      put(p.bias(), out);
    }
    return out.array();
  }

  static FloatNetwork floats(Graph graph, ByteBuffer in) {
    if (floatBytes(graph) != in.remaining()) {
      throw new IllegalArgumentException(
          "%d bytes; the network needs %d".formatted(in.remaining(), floatBytes(graph)));
    }
    Map<String, FloatNetwork.Parameters> parameters = new HashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      float[] weights = floats(in, layer.weightCount());
      parameters.put(
          layer.name(), new FloatNetwork.Parameters(weights, floats(in, layer.outChannels())));
    }
    return new FloatNetwork(graph, parameters);
  }

  private static long floatBytes(Graph graph) {
    long floats = 0;
    for (Parametric layer : graph.parametricLayers()) {
      floats += layer.weightCount() + (long) layer.outChannels();
    }
    return floats * Float.BYTES;
  }

  /** Input scale; layer by layer: width, scales, planes from the most significant. */
  static byte[] planes(Network network) {
    return bytes(
        out -> {
          out.writeDouble(network.inputScale());
          for (LayerWeights weights : network.weights().values()) {
            out.writeByte(weights.bits());
            for (float scale : weights.scales()) {
              out.writeFloat(scale);
            }
            for (int p = 0; p < weights.bits(); p++) {
              out.write(weights.planes().plane(p));
            }
          }
        });
  }

  static Network planes(Graph graph, ByteBuffer in) {
    double inputScale = in.getDouble();
    Map<String, LayerWeights> weights = new HashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      int bits = Byte.toUnsignedInt(in.get());
      float[] scales = floats(in, layer.outChannels());
      int count = layer.weightCount();
      byte[][] planes = new byte[bits][];
      for (int p = 0; p < bits; p++) {
        planes[p] = take(in, BitPlanes.bytesPerPlane(count));
      }
      weights.put(layer.name(), new LayerWeights(BitPlanes.ofPlanes(bits, count, planes), scales));
    }
    end(in.remaining());
    return new Network(graph, inputScale, weights);
  }

  static byte[] policies(List<Policy> policies) {
    return bytes(
        out -> {
          out.writeShort(policies.size());
          for (Policy policy : policies) {
            byte[] encoded = PolicyCodec.encode(policy);
            out.writeInt(encoded.length);
            out.write(encoded);
          }
        });
  }

  static List<Policy> policies(ByteBuffer in) {
    List<Policy> policies = new ArrayList<>();
    for (int i = Short.toUnsignedInt(in.getShort()); i > 0; i--) {
      policies.add(PolicyCodec.decode(take(in, in.getInt())));
    }
    end(in.remaining());
    return policies;
  }

  static byte[] gate(ByteBuffer in) {
    if (in.remaining() > Model.MAX_GATE) {
      throw new IllegalArgumentException(
          "%d bytes; at most %d are possible".formatted(in.remaining(), Model.MAX_GATE));
    }
    return take(in, in.remaining());
  }

  static byte[] provenance(Map<String, String> provenance) {
    return bytes(
        out -> {
          out.writeShort(provenance.size());
          for (Map.Entry<String, String> entry : provenance.entrySet()) {
            for (String text : List.of(entry.getKey(), entry.getValue())) {
              byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
              out.writeInt(encoded.length);
              out.write(encoded);
            }
          }
        });
  }

  static Map<String, String> provenance(ByteBuffer in) {
    Map<String, String> provenance = new TreeMap<>();
    for (int i = Short.toUnsignedInt(in.getShort()); i > 0; i--) {
      String key = text(take(in, in.getInt()));
      if (provenance.put(key, text(take(in, in.getInt()))) != null) {
        throw new IllegalArgumentException("key '" + key + "' exists twice");
      }
    }
    end(in.remaining());
    return provenance;
  }

  private static String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text is not UTF-8", e);
    }
  }

  private static void put(float[] values, ByteBuffer out) {
    out.asFloatBuffer().put(values);
    out.position(out.position() + values.length * Float.BYTES);
  }

  private static float[] floats(ByteBuffer in, int count) {
    require(in, (long) count * Float.BYTES);
    float[] values = new float[count];
    in.asFloatBuffer().get(values);
    in.position(in.position() + count * Float.BYTES);
    return values;
  }

  private static byte[] take(ByteBuffer in, int length) {
    require(in, length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static void require(ByteBuffer in, long length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "it says %d bytes at byte %d; %d are left"
              .formatted(length, in.position(), in.remaining()));
    }
  }

  private static void end(int left) {
    if (left > 0) {
      throw new IllegalArgumentException(left + " bytes too many");
    }
  }

  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
