package io.requant.bench.internal.peer;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.requant.bench.internal.peer.Ranges.Range;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of a float model the one that ONNX Runtime computes fastest in integers: what its own
 * {@code quantize_static} makes in QDQ form with unsigned activations and signed weights per
 * channel. Every tensor between operators is quantized, sums and what they add too, so that all of
 * them fuse; a rectifier goes with the operator before it. The input is quantized already: unsigned
 * bytes, channels first, 128 more than the signed ones that our engines read.
 */
final class QdqModel {

  private static final int INPUT_ZERO = 128;
  private static final int LEVELS = 255;

  /** A tensor as unsigned bytes. */
  private record Stored(String value, String scale, String zero, float step) {}

  private final GraphProto source;
  private final Map<String, Range> ranges;
  private final Map<String, Stored> stored = new HashMap<>();
  private final Map<String, String> reals = new HashMap<>();
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Tensors tensors;
  private final GraphProto.Builder out;

  private QdqModel(GraphProto source, Map<String, Range> ranges) {
    this.source = source;
    this.ranges = ranges;
    this.out = GraphProto.newBuilder().setName(source.getName());
    this.tensors = new Tensors(out);
    source.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
  }

  /**
   * Quantizes a model.
   *
   * @param floats a model as {@code OnnxExporter} writes it
   * @param ranges range of every layer's result, by name
   * @param inputScale real value of one step of the input
   */
  static byte[] of(byte[] floats, Map<String, Range> ranges, double inputScale) {
    try {
      ModelProto model = ModelProto.parseFrom(floats);
      QdqModel writer = new QdqModel(model.getGraph(), ranges);
      return model.toBuilder().setGraph(writer.write((float) inputScale)).build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no ONNX model", e);
    }
  }

  private GraphProto write(float inputScale) {
    ValueInfoProto.Builder input = source.getInput(0).toBuilder();
    input.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.UINT8.getNumber());
    out.addInput(input);
    store(input.getName(), input.getName(), inputScale, INPUT_ZERO);
    String output = source.getOutput(0).getName();
    for (NodeProto node : source.getNodeList()) {
      switch (node.getOpType()) {
        case "Conv", "Gemm" -> weighted(node);
        case "MaxPool", "Flatten", "Reshape", "Slice", "Transpose", "Pad" -> move(node);
        default -> compute(node);
      }
      String value = node.getOutput(0);
      if (!stored.containsKey(value) && !value.equals(output) && !goesWithNext(value)) {
        quantize(value);
      }
    }
    if (stored.containsKey(output)) {
      out.addNode(dequantize(stored.get(output)).setOutput(0, output));
    }
    return out.addOutput(source.getOutput(0)).build();
  }

  /** Whether a rectifier alone reads a value: then only its result is rounded. */
  private boolean goesWithNext(String value) {
    List<NodeProto> readers =
        source.getNodeList().stream().filter(n -> n.getInputList().contains(value)).toList();
    return readers.size() == 1 && List.of("Relu", "Clip").contains(readers.get(0).getOpType());
  }

  private void weighted(NodeProto node) {
    Stored in = stored.get(node.getInput(0));
    TensorProto weights = constants.get(node.getInput(1));
    String name = weights.getName();
    float[] values = Tensors.floats(weights);
    int channels = (int) weights.getDims(0);
    float[] scales = new float[channels];
    byte[] integers = SignedWeights.of(values, scales);
    String scale = tensors.floats(name + "/scale", scales, channels);
    tensors.add(name, DataType.INT8, integers, weights.getDimsList());
    String zero = tensors.bytes(name + "/zero", DataType.INT8, new byte[channels], channels);
    out.addNode(dequantize(name, scale, zero, true));

    TensorProto bias = constants.get(node.getInput(2));
    float[] biasScales = new float[channels];
    int[] biasIntegers = new int[channels];
    float[] biases = Tensors.floats(bias);
    for (int c = 0; c < channels; c++) {
      biasScales[c] = in.step() * scales[c];
      biasIntegers[c] = Math.round(biases[c] / biasScales[c]);
    }
    String biasScale = tensors.floats(bias.getName() + "/scale", biasScales, channels);
    tensors.integers(bias.getName(), biasIntegers, channels);
    out.addNode(dequantize(bias.getName(), biasScale, null, true));
    out.addNode(
        node.toBuilder()
            .setInput(0, real(node.getInput(0)))
            .setInput(1, name + "/real")
            .setInput(2, bias.getName() + "/real"));
  }

  /** Elements move as bytes. */
  private void move(NodeProto node) {
    Stored in = stored.get(node.getInput(0));
    String value = node.getOutput(0) + "/bytes";
    NodeProto.Builder moved = node.toBuilder().setInput(0, in.value()).setOutput(0, value);
    keepConstants(node, 1);
    if (node.getOpType().equals("Pad")) {
      moved.addInput(in.zero());
    }
    out.addNode(moved);
    stored.put(node.getOutput(0), new Stored(value, in.scale(), in.zero(), in.step()));
  }

  private void compute(NodeProto node) {
    NodeProto.Builder computed = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (!constants.containsKey(node.getInput(i))) {
        computed.setInput(i, real(node.getInput(i)));
      }
    }
    keepConstants(node, 0);
    out.addNode(computed);
  }

  private void keepConstants(NodeProto node, int from) {
    for (int i = from; i < node.getInputCount(); i++) {
      TensorProto constant = constants.get(node.getInput(i));
      if (constant != null) {
        tensors.keep(constant);
      }
    }
  }

  private void quantize(String value) {
    Range range = ranges.get(value);
    if (range == null) {
      throw new IllegalArgumentException("no range of '" + value + "' was measured");
    }
    float step = Math.max(Float.MIN_NORMAL, (range.high() - range.low()) / LEVELS);
    Stored to = store(value, value + "/bytes", step, Math.round(-range.low() / step));
    out.addNode(
        NodeProto.newBuilder()
            .setOpType("QuantizeLinear")
            .setName(value + "/quantize")
            .addInput(value)
            .addInput(to.scale())
            .addInput(to.zero())
            .addOutput(to.value()));
  }

  private Stored store(String value, String bytes, float step, int zero) {
    String scale = tensors.floats(value + "/step", new float[] {step});
    String zeroPoint =
        tensors.bytes(value + "/zeropoint", DataType.UINT8, new byte[] {(byte) zero});
    Stored result = new Stored(bytes, scale, zeroPoint, step);
    stored.put(value, result);
    return result;
  }

  /** The value as reals: as it is where it was not rounded, else read back. */
  private String real(String value) {
    Stored bytes = stored.get(value);
    if (bytes == null) {
      return value;
    }
    return reals.computeIfAbsent(
        value,
        v -> {
          NodeProto.Builder node = dequantize(bytes);
          out.addNode(node);
          return node.getOutput(0);
        });
  }

  private static NodeProto.Builder dequantize(Stored bytes) {
    return dequantize(bytes.value(), bytes.scale(), bytes.zero(), false);
  }

  private static NodeProto.Builder dequantize(
      String value, String scale, String zero, boolean byChannel) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("DequantizeLinear")
            .setName(value + "/dequantize")
            .addInput(value)
            .addInput(scale)
            .addOutput(value + "/real");
    if (zero != null) {
      node.addInput(zero);
    }
    if (byChannel) {
      node.addAttribute(Tensors.integer("axis", 0));
    }
    return node;
  }
}
