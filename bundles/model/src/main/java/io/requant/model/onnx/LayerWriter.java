package io.requant.model.onnx;

import static io.requant.model.onnx.OnnxWriter.integer;
import static io.requant.model.onnx.OnnxWriter.integers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes layers as ONNX nodes on real tensors, channels first: what every export shares. */
final class LayerWriter {

  private final Graph graph;
  private final OnnxWriter out;
  private final Map<String, String> reshaped = new HashMap<>();

  LayerWriter(Graph graph, OnnxWriter out) {
    this.graph = graph;
    this.out = out;
  }

  /** The same value with rank 4. */
  Wire asMap(Wire in) {
    if (!in.flat()) {
      return in;
    }
    String value =
        reshaped.computeIfAbsent(
            in.value(),
            v -> out.node("Reshape", v + "/map", List.of(v, out.longs(0L, -1L, 1L, 1L))));
    return Wire.map(value, in.shape());
  }

  /** The same vector with rank 2. */
  Wire asRow(Wire in) {
    if (in.flat()) {
      return in;
    }
    String value =
        reshaped.computeIfAbsent(
            in.value(), v -> out.node("Flatten", v + "/row", List.of(v), integer("axis", 1)));
    return new Wire(value, in.shape(), true, Optional.empty());
  }

  /**
   * A convolution or linear layer.
   *
   * @param weights tensor in the order of {@link #weightIndex}
   */
  Wire convolve(Parametric layer, Wire in, String weights, String bias) {
    Shape shape = graph.shape(layer.name());
    if (layer instanceof Linear) {
      String value =
          out.node(
              "Gemm",
              layer.name(),
              List.of(asRow(in).value(), weights, bias),
              integer("transB", 1));
      return new Wire(value, shape, true, Optional.empty());
    }
    Conv conv = (Conv) layer;
    List<AttributeProto> attributes = window(conv.window());
    attributes.add(integer("group", conv.groups()));
    String value =
        out.node(
            "Conv",
            layer.name(),
            List.of(asMap(in).value(), weights, bias),
            attributes.toArray(AttributeProto[]::new));
    return Wire.map(value, shape);
  }

  /** Extents of a layer's weights in ONNX. */
  static int[] weightDims(Parametric layer) {
    if (layer instanceof Conv conv) {
      Window w = conv.window();
      int channels = conv.inChannels() / conv.groups();
      return new int[] {conv.outChannels(), channels, w.kernelHeight(), w.kernelWidth()};
    }
    return new int[] {layer.outChannels(), layer.weightsPerChannel()};
  }

  /** Where ONNX's weight {@code index} of a layer that reads {@code in} is in our order. */
  static int weightIndex(Parametric layer, Wire in, int index) {
    if (layer instanceof Conv conv) {
      return WeightOrder.ours(index, conv.window().area(), conv.inChannels() / conv.groups());
    }
    return in.channelsFirst().map(map -> WeightOrder.oursFlattened(index, map)).orElse(index);
  }

  Wire maxPool(String name, Window window, Wire in) {
    return pool("MaxPool", name, window(window), in);
  }

  Wire averagePool(String name, Window window, Wire in) {
    List<AttributeProto> attributes = window(window);
    attributes.add(integer("count_include_pad", 1));
    return pool("AveragePool", name, attributes, in);
  }

  Wire globalAverage(String name, Wire in) {
    return pool("GlobalAveragePool", name, List.of(), in);
  }

  private Wire pool(String op, String name, List<AttributeProto> attributes, Wire in) {
    List<String> inputs = List.of(asMap(in).value());
    String value = out.node(op, name, inputs, attributes.toArray(AttributeProto[]::new));
    return Wire.map(value, graph.shape(name));
  }

  private static List<AttributeProto> window(Window w) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(integers("kernel_shape", w.kernelHeight(), w.kernelWidth()));
    attributes.add(integers("strides", w.strideY(), w.strideX()));
    attributes.add(integers("pads", w.padTop(), w.padLeft(), w.padBottom(), w.padRight()));
    return attributes;
  }

  /** Every stride-th row and column: the first half of a {@link Subsample}. */
  Wire thin(Subsample layer, Wire in) {
    String value = asMap(in).value();
    if (layer.stride() > 1) {
      long end = Integer.MAX_VALUE;
      value =
          out.node(
              "Slice",
              pads(layer) ? layer.name() + "/slice" : layer.name(),
              List.of(
                  value,
                  out.longs(0L, 0L),
                  out.longs(end, end),
                  out.longs(2L, 3L),
                  out.longs((long) layer.stride(), (long) layer.stride())));
    }
    Shape s = graph.shape(layer.name());
    int channels = in.shape().channels();
    return Wire.map(value, new Shape(s.height(), s.width(), channels));
  }

  static boolean pads(Subsample layer) {
    return layer.channelsBefore() + layer.channelsAfter() > 0;
  }

  /** Zero channels around: the second half of a {@link Subsample}. */
  Wire widen(Subsample layer, Wire in) {
    if (!pads(layer)) {
      return in;
    }
    long before = layer.channelsBefore();
    long after = layer.channelsAfter();
    String value =
        out.node(
            "Pad",
            layer.name(),
            List.of(in.value(), out.longs(0L, before, 0L, 0L, 0L, after, 0L, 0L)));
    return Wire.map(value, graph.shape(layer.name()));
  }

  /**
   * Where only linear layers read the result, their columns are reordered; elsewhere the channels
   * move last first, which is our order.
   */
  Wire flatten(Flatten layer, Wire in) {
    Shape map = graph.shape(layer.input());
    Shape shape = graph.shape(layer.name());
    boolean sameOrder = map.height() * map.width() == 1 || map.channels() == 1;
    boolean reorder =
        layer != graph.output()
            && graph.readers(layer.name()).stream().allMatch(Linear.class::isInstance);
    String value = in.value();
    if (!sameOrder && !reorder) {
      value =
          out.node(
              "Transpose", layer.name() + "/last", List.of(value), integers("perm", 0, 2, 3, 1));
    }
    value = out.node("Flatten", layer.name(), List.of(value), integer("axis", 1));
    return new Wire(
        value, shape, true, !sameOrder && reorder ? Optional.of(map) : Optional.empty());
  }

  /** Rectifier; infinite caps are none. */
  Wire rectify(String name, double cap, Wire in) {
    if (Double.isInfinite(cap)) {
      return in.through(out.node("Relu", name, List.of(in.value())));
    }
    return clip(name, 0, (float) cap, in);
  }

  Wire clip(String name, float low, float high, Wire in) {
    List<String> inputs =
        List.of(in.value(), out.scalar(name + "/low", low), out.scalar(name + "/high", high));
    return in.through(out.node("Clip", name, inputs));
  }

  /** Sum of two tensors of one shape, whatever their ranks. */
  Wire add(String name, Wire left, Wire right) {
    Wire a = left.flat() == right.flat() ? left : asRow(left);
    Wire b = left.flat() == right.flat() ? right : asRow(right);
    return a.through(out.node("Add", name, List.of(a.value(), b.value())));
  }
}
