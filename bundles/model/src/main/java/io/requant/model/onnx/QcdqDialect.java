package io.requant.model.onnx;

import static io.requant.model.onnx.OnnxWriter.integer;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Parametric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * QCDQ: QuantizeLinear, Clip where the width is below that of the type, DequantizeLinear.
 *
 * <p>Operator set 13 for 8-bit types, 21 for 16-bit types. Zero points are written out: ONNX
 * Runtime 1.29 takes int8 for uint8 in fused nodes without them. Clip does not take 16-bit
 * integers, so there it limits the reals before they are rounded, which is the same.
 */
final class QcdqDialect implements QuantDialect {

  private static final int BYTE = 8;

  private final OnnxWriter out;
  private final LayerWriter layers;
  private final Map<DataType, String> zeroPoints = new HashMap<>();
  private final Map<List<Object>, String> reads = new HashMap<>();
  private final boolean wide;

  QcdqDialect(OnnxWriter out, LayerWriter layers, boolean wide) {
    this.out = out;
    this.layers = layers;
    this.wide = wide;
  }

  @Override
  public Wire quantize(String name, Wire real, Grid grid) {
    if (grid.storedBits() > BYTE && !grid.saturatesByItself()) {
      float low = grid.low() * grid.scale();
      float high = grid.high() * grid.scale();
      return keep(name, layers.clip(name + "/clip", low, high, real), grid);
    }
    Wire stored = keep(name, real, grid);
    return grid.saturatesByItself()
        ? stored
        : stored.through(
            limit(name + "/clip", stored.value(), typeOf(grid), grid.low(), grid.high()));
  }

  @Override
  public Wire keep(String name, Wire real, Grid grid) {
    String scale = out.scalar(name + "/scale", grid.scale());
    List<String> inputs = List.of(real.value(), scale, zero(typeOf(grid)));
    return real.through(out.node("QuantizeLinear", name + "/quantize", inputs));
  }

  private String limit(String name, String value, DataType type, int low, int high) {
    List<String> inputs =
        List.of(
            value,
            out.wholes(name + "/low", type, new int[] {low}),
            out.wholes(name + "/high", type, new int[] {high}));
    return out.node("Clip", name, inputs);
  }

  /** Logits are wide and nothing reads them: they alone are no reason for 16-bit types. */
  @Override
  public Wire result(String name, Wire real, Grid grid) {
    return grid.storedBits() <= BYTE
        ? read(quantize(name, real, grid), grid, grid.scale())
        : roundReal(name, real, grid);
  }

  @Override
  public Wire round(String name, Wire real, Grid grid) {
    return result(name, real, grid);
  }

  private Wire roundReal(String name, Wire real, Grid grid) {
    Wire steps = scaled("Div", name + "/steps", real, grid.scale());
    Wire rounded = steps.through(out.node("Round", name + "/round", List.of(steps.value())));
    Wire limited = layers.clip(name + "/clip", grid.low(), grid.high(), rounded);
    return scaled("Mul", name + "/real", limited, grid.scale());
  }

  private Wire scaled(String op, String name, Wire wire, float scale) {
    List<String> inputs = List.of(wire.value(), out.scalar(name + "/scale", scale));
    return wire.through(out.node(op, name, inputs));
  }

  @Override
  public Wire read(Wire quantized, Grid grid, float scale) {
    String value =
        reads.computeIfAbsent(
            List.of(quantized.value(), scale),
            key ->
                out.node(
                    "DequantizeLinear",
                    quantized.value() + "/real",
                    List.of(
                        quantized.value(),
                        out.scalar(quantized.value() + "/step", scale),
                        zero(typeOf(grid)))));
    return quantized.through(value);
  }

  @Override
  public String weights(Parametric layer, int[] integers, int bits, float[] scales) {
    DataType type = bits <= BYTE ? DataType.INT8 : DataType.INT16;
    String name = layer.name() + ".weight";
    String stored = out.wholes(name, type, integers, LayerWriter.weightDims(layer));
    if (bits < BYTE) {
      int limit = Bits.weightLimit(bits);
      stored = limit(name + "/clip", stored, type, -limit, limit);
    }
    String scale = out.floats(name + "/scale", scales, scales.length);
    String zeros = out.wholes(name + "/zero", type, new int[scales.length], scales.length);
    return out.node(
        "DequantizeLinear", name + "/real", List.of(stored, scale, zeros), integer("axis", 0));
  }

  @Override
  public String bias(Parametric layer, int[] integers, float[] scales, float[] extra) {
    String name = layer.name() + ".bias";
    boolean plain = true;
    float[] reals = new float[integers.length];
    for (int c = 0; c < reals.length; c++) {
      plain &= extra[c] == 0;
      reals[c] = (float) ((double) integers[c] * scales[c] + extra[c]);
    }
    if (!plain) {
      return out.floats(name, reals, reals.length);
    }
    String stored = out.wholes(name, DataType.INT32, integers, integers.length);
    String scale = out.floats(name + "/scale", scales, scales.length);
    return out.node("DequantizeLinear", name + "/real", List.of(stored, scale), integer("axis", 0));
  }

  private static DataType typeOf(Grid grid) {
    if (grid.storedBits() > BYTE) {
      return grid.signed() ? DataType.INT16 : DataType.UINT16;
    }
    return grid.signed() ? DataType.INT8 : DataType.UINT8;
  }

  private String zero(DataType type) {
    return zeroPoints.computeIfAbsent(type, t -> out.wholes("zero", t, new int[1]));
  }

  @Override
  public int irVersion() {
    return wide ? 10 : 8;
  }

  @Override
  public Map<String, Integer> operatorSets() {
    return Map.of("", wide ? 21 : 13);
  }
}
