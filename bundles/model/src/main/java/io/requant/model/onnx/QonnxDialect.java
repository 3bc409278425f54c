package io.requant.model.onnx;

import static io.requant.model.onnx.OnnxWriter.integer;
import static io.requant.model.onnx.OnnxWriter.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Parametric;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * QONNX: real tensors through {@code Quant} nodes that carry the width (domain {@value #DOMAIN}),
 * as FINN and hls4ml read it.
 */
final class QonnxDialect implements QuantDialect {

  static final String DOMAIN = "qonnx.custom_op.general";

  private final OnnxWriter out;
  private final LayerWriter layers;

  QonnxDialect(OnnxWriter out, LayerWriter layers) {
    this.out = out;
    this.layers = layers;
  }

  @Override
  public Wire quantize(String name, Wire real, Grid grid) {
    boolean full =
        grid.low() == Bits.activationLow(grid.bits(), grid.signed())
            && grid.high() == Bits.activationHigh(grid.bits(), grid.signed());
    Wire limited =
        full
            ? real
            : layers.clip(
                name + "/clip", grid.low() * grid.scale(), grid.high() * grid.scale(), real);
    String scale = out.scalar(name + "/scale", grid.scale());
    return real.through(
        quant(name + "/quant", limited.value(), scale, grid.bits(), grid.signed(), false));
  }

  private String quant(
      String name, String value, String scale, int bits, boolean signed, boolean narrow) {
    AttributeProto[] attributes = {
      integer("signed", signed ? 1 : 0),
      integer("narrow", narrow ? 1 : 0),
      text("rounding_mode", "ROUND")
    };
    List<String> inputs =
        List.of(value, scale, out.scalar(name + "/zero", 0), out.scalar(name + "/bits", bits));
    return out.node(DOMAIN, "Quant", name, inputs, attributes);
  }

  @Override
  public Wire keep(String name, Wire real, Grid grid) {
    return real;
  }

  @Override
  public Wire round(String name, Wire real, Grid grid) {
    return quantize(name, real, grid);
  }

  @Override
  public Wire result(String name, Wire real, Grid grid) {
    return quantize(name, real, grid);
  }

  @Override
  public Wire read(Wire quantized, Grid grid, float scale) {
    if (scale == grid.scale()) {
      return quantized;
    }
    String name = quantized.value() + "/step";
    String factor = out.scalar(name + "/factor", (float) ((double) scale / grid.scale()));
    return quantized.through(out.node("Mul", name, List.of(quantized.value(), factor)));
  }

  @Override
  public String weights(Parametric layer, int[] integers, int bits, float[] scales) {
    String name = layer.name() + ".weight";
    int[] dims = LayerWriter.weightDims(layer);
    float[] reals = new float[integers.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = integers[i] * scales[i / layer.weightsPerChannel()];
    }
    int[] perChannel = new int[dims.length];
    Arrays.fill(perChannel, 1);
    perChannel[0] = scales.length;
    String scale = out.floats(name + "/scale", scales, perChannel);
    return quant(name + "/quant", out.floats(name, reals, dims), scale, bits, true, true);
  }

  @Override
  public String bias(Parametric layer, int[] integers, float[] scales, float[] extra) {
    float[] reals = new float[integers.length];
    for (int c = 0; c < reals.length; c++) {
      reals[c] = (float) ((double) integers[c] * scales[c] + extra[c]);
    }
    return out.floats(layer.name() + ".bias", reals, reals.length);
  }

  @Override
  public int irVersion() {
    return 8;
  }

  @Override
  public Map<String, Integer> operatorSets() {
    return Map.of("", 13, DOMAIN, 1);
  }
}
