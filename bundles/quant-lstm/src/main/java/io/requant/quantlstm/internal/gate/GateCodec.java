package io.requant.quantlstm.internal.gate;

import io.requant.model.arithmetic.Bits;
import io.requant.model.network.Digest;
import io.requant.quantlstm.internal.search.Option;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A gate as bytes, as a model file keeps it, big-endian: magic {@code RQLG} (4), version (2),
 * digest of the network (32), number of layers (2) and the channels that each reads (2 each),
 * number of options (1) and widths of weights and activations of each (1 + 1), gains by layer and
 * parameters in the order of {@link GateShape} as 32-bit floats.
 */
public final class GateCodec {

  private static final int MAGIC = 0x52514C47;
  private static final int VERSION = 1;
  private static final int FIXED = Integer.BYTES + 2 * Short.BYTES + Digest.BYTES + Byte.BYTES;

  private GateCodec() {}

  /** Writes a gate. */
  public static byte[] encode(LstmGate gate) {
    GateShape shape = gate.shape();
    int floats = shape.layers() + shape.parameters();
    ByteBuffer out =
        ByteBuffer.allocate(
            FIXED + shape.layers() * Short.BYTES + 2 * shape.options() + floats * Float.BYTES);
    out.putInt(MAGIC).putShort((short) VERSION).put(gate.network().raw());
    out.putShort((short) shape.layers());
    for (int l = 0; l < shape.layers(); l++) {
      out.putShort((short) shape.channels(l));
    }
    out.put((byte) shape.options());
    for (Option option : gate.options()) {
      out.put((byte) option.weightBits()).put((byte) option.activationBits());
    }
    out.asFloatBuffer().put(gate.gains()).put(gate.parameters());
    return out.array();
  }

  /**
   * Reads a gate.
   *
   * @throws IllegalArgumentException if the bytes are no gate; the message says why
   */
  public static LstmGate decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (in.getInt() != MAGIC) {
        throw new IllegalArgumentException("not a gate: its first bytes are not RQLG");
      }
      int version = in.getShort();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "a gate of version %d; this program reads %d".formatted(version, VERSION));
      }
      return decode(in);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(
          "a gate of %d bytes: it is too short; compress the network again".formatted(bytes.length),
          e);
    }
  }

  private static LstmGate decode(ByteBuffer in) {
    byte[] digest = new byte[Digest.BYTES];
    in.get(digest);
    int layers = Short.toUnsignedInt(in.getShort());
    if (layers > GateShape.MAX_LAYERS) {
      throw new IllegalArgumentException("a gate for " + layers + " layers");
    }
    int[] channels = new int[layers];
    for (int l = 0; l < layers; l++) {
      channels[l] = Short.toUnsignedInt(in.getShort());
    }
    List<Option> options = new ArrayList<>();
    for (int o = Byte.toUnsignedInt(in.get()); o > 0; o--) {
      int weights = Bits.check("weights of an option of a gate", in.get());
      Option option =
          new Option(weights, Bits.check("activations of an option of a gate", in.get()));
      if (options.contains(option)) {
        throw new IllegalArgumentException("a gate with the option " + option + " twice");
      }
      options.add(option);
    }
    GateShape shape = new GateShape(channels, options.size());
    long needed = (long) (layers + shape.parameters()) * Float.BYTES;
    if (in.remaining() != needed) {
      throw new IllegalArgumentException(
          "a gate with %d bytes of numbers; its sizes need %d".formatted(in.remaining(), needed));
    }
    float[] gains = new float[layers];
    float[] parameters = new float[shape.parameters()];
    in.asFloatBuffer().get(gains).get(parameters);
    return new LstmGate(Digest.ofRaw(digest), options, shape, gains, parameters);
  }
}
