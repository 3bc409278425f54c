package io.requant.model.file;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.GraphCodec;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Sparsity;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.quantize.CompactConstants;
import io.requant.model.quantize.CompactStep;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Content of the section PACKED, a whole model in as few bytes as possible: length of the head (4
 * bytes); the head, compressed by DEFLATE: topology, provenance, name and accuracy of the policy,
 * pattern of the zeros; then one arithmetic code over the steps in computing order: widths, scale,
 * weights, factors and offsets.
 */
final class PackedSection {

  private static final int MAX_HEAD = 1 << 20;

  /** No weight takes less than a {@link BitModel}'s surest bit: 1/1400 of a bit. */
  private static final int MOST_WEIGHTS_PER_BYTE = 12_000;

  private static final int SCALE_BITS = 16;
  private static final int WIDTH_BITS = 4;
  private static final int SHIFT_BITS = 6;

  private PackedSection() {}

  static byte[] write(PackedModel model) {
    byte[] head = head(model);
    RangeEncoder encoder = new RangeEncoder();
    Coder coder = new Coder(SymbolCoder.writing(encoder));
    int next = 0;
    for (PlannedStep step : FusionPlan.of(model.graph()).requantizingSteps()) {
      coder.step(step, model.steps().get(next++), model.integers().get(step.anchor().name()));
    }
    byte[] code = encoder.finish();
    return ByteBuffer.allocate(Integer.BYTES + head.length + code.length)
        .putInt(head.length)
        .put(head)
        .put(code)
        .array();
  }

  static Model read(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > Math.min(MAX_HEAD, in.remaining())) {
      throw new IllegalArgumentException("a head of " + length + " bytes");
    }
    byte[] head = new byte[length];
    in.get(head);
    try (DataInputStream data = new DataInputStream(inflated(head))) {
      return read(data, in);
    } catch (IOException e) {
      throw new IllegalArgumentException("its head cannot be read: " + e.getMessage(), e);
    }
  }

  private static Model read(DataInputStream head, ByteBuffer code) throws IOException {
    Graph graph = GraphCodec.read(head);
    Map<String, String> provenance = new TreeMap<>();
    for (int i = head.readUnsignedShort(); i > 0; i--) {
      if (provenance.put(head.readUTF(), head.readUTF()) != null) {
        throw new IllegalArgumentException("a key of its provenance exists twice");
      }
    }
    String name = head.readUTF();
    Optional<MeasuredAccuracy> accuracy =
        head.readBoolean()
            ? Optional.of(
                new MeasuredAccuracy(
                    head.readUTF(), head.readUTF(), head.readInt(), head.readDouble()))
            : Optional.empty();
    int sparsity = head.readUnsignedByte();
    if (sparsity >= Sparsity.values().length || head.read() >= 0) {
      throw new IllegalArgumentException("its head does not end where it should");
    }
    long most = (code.remaining() + 1L) * MOST_WEIGHTS_PER_BYTE;
    RangeDecoder decoder = new RangeDecoder(code);
    Coder coder = new Coder(SymbolCoder.reading(decoder));
    CompactConstants constants = CompactConstants.of(graph, Sparsity.values()[sparsity]);
    for (PlannedStep step : FusionPlan.of(graph).requantizingSteps()) {
      short[] integers = null;
      if (step.anchor() instanceof Parametric layer) {
        most -= layer.weightCount();
        if (most < 0) {
          throw new IllegalArgumentException(
              "it is too short for the weights of layer '" + layer.name() + "'");
        }
        integers = new short[layer.weightCount()];
      }
      // From here on the layer is bit planes: one layer at a time is unpacked.
      constants.add(coder.step(step, null, integers), integers);
    }
    decoder.end();
    return PackedModel.model(constants.expanded(), name, accuracy, provenance);
  }

  private static byte[] head(PackedModel model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes, deflater))) {
      GraphCodec.write(model.graph(), out);
      out.writeShort(model.provenance().size());
      for (Map.Entry<String, String> entry : model.provenance().entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeUTF(entry.getValue());
      }
      out.writeUTF(model.policyName());
      out.writeBoolean(model.accuracy().isPresent());
      if (model.accuracy().isPresent()) {
        MeasuredAccuracy a = model.accuracy().get();
        out.writeUTF(a.dataset());
        out.writeUTF(a.split());
        out.writeInt(a.images());
        out.writeDouble(a.top1());
      }
      out.writeByte(model.sparsity().ordinal());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  /** Inflates at most so much as any head has. */
  private static InputStream inflated(byte[] head) throws IOException {
    Inflater inflater = new Inflater(true);
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(head), inflater)) {
      byte[] bytes = in.readNBytes(MAX_HEAD + 1);
      if (bytes.length > MAX_HEAD || inflater.getRemaining() > 0) {
        throw new IllegalArgumentException("a head of more than it says or may have");
      }
      return new ByteArrayInputStream(bytes);
    } finally {
      inflater.end();
    }
  }

  /** Models that the steps share; writes, or reads where no step is given. */
  private static final class Coder {
    private final SymbolCoder symbols;
    private final BitModel shifts = new BitModel(1 << SHIFT_BITS);
    private final BitModel offsets = new BitModel(32);

    Coder(SymbolCoder symbols) {
      this.symbols = symbols;
    }

    CompactStep step(PlannedStep step, CompactStep given, short[] weights) {
      boolean reads = given == null;
      int activationBits = 1 + symbols.even(reads ? 0 : given.activationBits() - 1, WIDTH_BITS);
      int scale = symbols.even(reads ? 0 : given.scale(), SCALE_BITS);
      if (!(step.anchor() instanceof Parametric layer)) {
        return new CompactStep(0, activationBits, scale, new int[0], new int[0]);
      }
      int bits = 1 + symbols.even(reads ? 0 : given.weightBits() - 1, WIDTH_BITS);
      if (bits < Bits.MIN || bits > PackedModel.MAX_BITS) {
        throw new IllegalArgumentException(
            "layer '" + layer.name() + "' has weights of " + bits + " bits");
      }
      new WeightCoder(symbols, layer, bits).code(weights);
      int channels = layer.outChannels();
      int[] factors = new int[channels];
      int[] added = new int[channels];
      boolean[] live = CompactConstants.live(weights, channels);
      for (int c = 0; c < channels; c++) {
        if (live[c]) {
          int factor = reads ? 0 : given.factors()[c];
          int shift = symbols.tree(factor >> CompactStep.FRACTION_BITS, SHIFT_BITS, shifts, 0);
          int fraction =
              symbols.even(
                  factor & ((1 << CompactStep.FRACTION_BITS) - 1), CompactStep.FRACTION_BITS);
          factors[c] = shift << CompactStep.FRACTION_BITS | fraction;
        }
        added[c] = symbols.signed(reads ? 0 : given.offsets()[c], offsets, 0);
      }
      return new CompactStep(bits, activationBits, scale, factors, added);
    }
  }
}
