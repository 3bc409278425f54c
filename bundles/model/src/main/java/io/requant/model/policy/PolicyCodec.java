package io.requant.model.policy;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.Shape;
import io.requant.model.network.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Binary form of a {@link Policy}, a few kilobytes: what travels in a message and lies in a file.
 *
 * <p>Layout, big-endian: magic {@code RQPL}, version byte, CRC-32 of the body, length of the body,
 * body compressed by DEFLATE (RFC 1951). The body is canonical: its SHA-256 is the digest.
 */
public final class PolicyCodec {

  /** Largest body accepted: a policy of {@value} bytes has some million channels. */
  public static final int MAX_BODY = 8 << 20;

  private static final int MAGIC = 0x5251504C;
  private static final int VERSION = 1;
  private static final int HEADER = 13;

  /** DEFLATE makes nothing more than this much smaller (zlib's technical notes). */
  private static final int MAX_RATIO = 1032;

  private PolicyCodec() {}

  /** The binary form. */
  public static byte[] encode(Policy policy) {
    byte[] body = encodeBody(policy);
    CRC32 crc = new CRC32();
    crc.update(body);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeByte(VERSION);
      out.writeInt((int) crc.getValue());
      out.writeInt(body.length);
      out.write(deflate(body));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the binary form.
   *
   * @throws IllegalArgumentException if it is damaged, truncated, too large or of another version;
   *     the message says which
   */
  public static Policy decode(byte[] encoded) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      if (encoded.length < HEADER || in.readInt() != MAGIC) {
        throw new IllegalArgumentException("not a policy: it does not start with RQPL");
      }
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "policy of format version " + version + "; this program reads version " + VERSION);
      }
      int expected = in.readInt();
      byte[] body = inflate(encoded, in.readInt());
      CRC32 crc = new CRC32();
      crc.update(body);
      if ((int) crc.getValue() != expected) {
        throw new IllegalArgumentException("policy is damaged: its checksum does not match");
      }
      return decodeBody(body);
    } catch (IOException e) {
      throw new IllegalArgumentException("policy is truncated", e);
    }
  }

  static byte[] encodeBody(Policy policy) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(policy.name());
      out.write(policy.network().raw());
      out.writeLong(policy.cost().macs());
      out.writeLong(policy.cost().bops());
      out.writeLong(policy.cost().weightBytes());
      out.writeBoolean(policy.accuracy().isPresent());
      if (policy.accuracy().isPresent()) {
        MeasuredAccuracy a = policy.accuracy().get();
        out.writeUTF(a.dataset());
        out.writeUTF(a.split());
        out.writeInt(a.images());
        out.writeDouble(a.top1());
      }
      out.writeShort(policy.layers().size());
      for (LayerPolicy layer : policy.layers()) {
        encodeLayer(layer, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void encodeLayer(LayerPolicy layer, DataOutputStream out) throws IOException {
    out.writeUTF(layer.layer());
    out.writeByte(layer.weightBits());
    out.writeByte(layer.activationBits());
    out.writeByte(layer.sparsity().ordinal());
    out.writeInt(layer.low());
    out.writeInt(layer.high());
    out.writeFloat(layer.outputScale());
    Requantizer residual = layer.residual();
    out.writeShort(residual == null ? 0 : residual.multiplier());
    out.writeByte(residual == null ? 0 : residual.shift());
    int[] multipliers = layer.multipliers();
    out.writeInt(multipliers.length);
    // Column by column, like bytes together: DEFLATE then finds what repeats.
    for (int m : multipliers) {
      out.writeByte(m >> 8);
    }
    for (int m : multipliers) {
      out.writeByte(m);
    }
    out.write(layer.shifts());
    byte[] ratios = layer.ratios();
    out.writeBoolean(ratios.length > 0);
    out.write(ratios);
    for (int b : layer.bias()) {
      writeVarint((b << 1) ^ (b >> 31), out);
    }
  }

  private static Policy decodeBody(byte[] body) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
    String name = in.readUTF();
    Digest network = Digest.ofRaw(in.readNBytes(Digest.BYTES));
    Cost cost = new Cost(in.readLong(), in.readLong(), in.readLong());
    Optional<MeasuredAccuracy> accuracy = Optional.empty();
    if (in.readBoolean()) {
      accuracy =
          Optional.of(
              new MeasuredAccuracy(in.readUTF(), in.readUTF(), in.readInt(), in.readDouble()));
    }
    List<LayerPolicy> layers = new ArrayList<>();
    for (int i = limit("layers", in.readUnsignedShort(), Policy.MAX_LAYERS); i > 0; i--) {
      layers.add(decodeLayer(in));
    }
    if (in.available() > 0) {
      throw new IllegalArgumentException("policy has " + in.available() + " bytes too many");
    }
    Policy policy = new Policy(name, network, layers, cost, accuracy);
    if (!policy.digest().equals(Digest.of(body))) {
      throw new IllegalArgumentException("policy is not in canonical form; encode it again");
    }
    return policy;
  }

  private static LayerPolicy decodeLayer(DataInputStream in) throws IOException {
    LayerPolicy.Builder layer = LayerPolicy.of(in.readUTF());
    int weightBits = in.readUnsignedByte();
    int activationBits = in.readUnsignedByte();
    int sparsity = limit("sparsity", in.readUnsignedByte(), Sparsity.values().length - 1);
    int low = in.readInt();
    int high = in.readInt();
    float scale = in.readFloat();
    int residualMultiplier = in.readUnsignedShort();
    int residualShift = in.readUnsignedByte();
    int channels = limit("channels", in.readInt(), Shape.MAX_EXTENT);
    int[] multipliers = new int[channels];
    for (int c = 0; c < channels; c++) {
      multipliers[c] = in.readUnsignedByte() << 8;
    }
    for (int c = 0; c < channels; c++) {
      multipliers[c] |= in.readUnsignedByte();
    }
    byte[] shifts = in.readNBytes(channels);
    byte[] ratios = in.readBoolean() ? in.readNBytes(channels) : new byte[0];
    int[] bias = new int[weightBits == 0 ? 0 : channels];
    for (int c = 0; c < bias.length; c++) {
      int zigzag = readVarint(in);
      bias[c] = (zigzag >>> 1) ^ -(zigzag & 1);
    }
    return layer
        .weights(weightBits, ratios, bias)
        .output(activationBits, low, high, scale)
        .requantize(multipliers, shifts)
        .residual(residualShift == 0 ? null : new Requantizer(residualMultiplier, residualShift))
        .sparsity(Sparsity.values()[sparsity])
        .build();
  }

  private static void writeVarint(int value, DataOutputStream out) throws IOException {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      out.writeByte((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  private static int readVarint(DataInputStream in) throws IOException {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = in.readUnsignedByte();
      value |= (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("policy has a bias of more than 32 bits");
  }

  private static int limit(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          "policy says " + value + " " + what + "; at most " + most + " are possible");
    }
    return value;
  }

  private static byte[] deflate(byte[] body) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(body);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static byte[] inflate(byte[] encoded, int length) {
    if (length < 0 || length > MAX_BODY) {
      throw new IllegalArgumentException(
          "policy says that it has " + length + " bytes; at most " + MAX_BODY + " are accepted");
    }
    if (length > (long) encoded.length * MAX_RATIO) {
      throw new IllegalArgumentException(
          "policy is truncated: " + encoded.length + " bytes cannot hold " + length);
    }
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(encoded, HEADER, encoded.length - HEADER);
      byte[] body = new byte[length];
      int got = 0;
      while (got < length) {
        int n = inflater.inflate(body, got, length - got);
        if (n == 0) {
          throw new IllegalArgumentException("policy is truncated");
        }
        got += n;
      }
      // One byte more must not exist: the stream ends exactly here and so does the input.
      if (inflater.inflate(new byte[1]) != 0
          || !inflater.finished()
          || inflater.getRemaining() != 0) {
        throw new IllegalArgumentException("policy has more bytes than it says");
      }
      return body;
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("policy is damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
