package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Relu;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network trained for several precisions at once: one set of weights, and for each width the
 * normalisations, weight ratios and activation steps that go with it. {@link PolicyEstimator} makes
 * policies of it.
 *
 * <p>Tensors by name: {@code L.weight} of every convolution (output channel, kernel row, kernel
 * column, input channel) and linear layer, {@code L.bias} of a linear layer, {@code L.gamma} and
 * {@code L.beta} of a convolution that reads the input, and those of {@link SharedTensors} for
 * every width. The outer layers have some for the widths below 8 if they were trained for them.
 *
 * <p>The stored integers have 8 bits, or as many as the widest trained width if that has more; the
 * outer layers keep 8.
 */
public final class SharedNetwork {

  /** Width of the stored integers of the outer layers, and the least of all others. */
  public static final int OUTER_BITS = 8;

  /** Widest integers that can be trained and stored. */
  public static final int MOST_BITS = 10;

  /**
   * The master integers of a channel span this many times the root mean square of its weights. The
   * training quantizes the same way, so nothing is lost when weights become integers.
   */
  public static final double SPAN = 4.5;

  private static final double LEAST_STEP = 1e-12;

  private final Graph graph;
  private final QuantizationPoints points;
  private final List<Integer> widths;
  private final int masterBits;
  private final List<Integer> outerWidths;
  private final Map<String, float[]> tensors;
  private final Augmentation augmentation;
  private final Network network;

  /**
   * Joins and checks.
   *
   * @param graph topology
   * @param widths trained widths, descending
   * @param tensors values by name; the arrays are not copied
   * @param augmentation how the images were varied that the normalisations were trained on
   * @throws IllegalArgumentException if a tensor is missing or has the wrong size
   */
  public SharedNetwork(
      Graph graph, List<Integer> widths, Map<String, float[]> tensors, Augmentation augmentation) {
    this.augmentation = augmentation;
    this.graph = graph;
    this.points = QuantizationPoints.of(graph);
    this.widths = List.copyOf(widths);
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    checkOrder();
    this.masterBits = masterBits(this.widths);
    this.outerWidths =
        outerWidths(this.widths).stream()
            .filter(
                bits ->
                    bits == OUTER_BITS
                        || points.outer().stream()
                            .map(layer -> SharedTensors.ratio(layer.name(), bits))
                            .allMatch(tensors::containsKey))
            .toList();
    Map<String, LayerWeights> masters = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      masters.put(layer.name(), masters(layer));
    }
    network = new Network(graph, InputEncoder.fittingScale(graph.normalisation()), masters);
    checkWidths();
  }

  /**
   * Width of the stored integers of a network, but for its outer layers: what the widest needs.
   *
   * @param widths trained widths, descending
   */
  public static int masterBits(List<Integer> widths) {
    return Math.max(OUTER_BITS, widths.isEmpty() ? 0 : widths.get(0));
  }

  /**
   * Widths that the outer layers can be trained for: 8, and those below it.
   *
   * @param widths trained widths, descending
   */
  public static List<Integer> outerWidths(List<Integer> widths) {
    return Stream.concat(Stream.of(OUTER_BITS), widths.stream().filter(bits -> bits < OUTER_BITS))
        .toList();
  }

  private void checkOrder() {
    for (int i = 0; i < widths.size(); i++) {
      Bits.check("trained width", widths.get(i));
      if (widths.get(i) > (i == 0 ? MOST_BITS : widths.get(i - 1) - 1)) {
        throw new IllegalArgumentException(
            "trained widths " + widths + " do not descend from at most " + MOST_BITS);
      }
    }
  }

  private void checkWidths() {
    for (Conv conv : points.convolutions()) {
      for (int bits : widths) {
        String prefix = SharedTensors.normalisation(conv.name(), bits);
        tensor(prefix + ".gamma", conv.outChannels());
        tensor(prefix + ".beta", conv.outChannels());
        ratio(conv, bits);
      }
    }
    for (Parametric layer : points.outer()) {
      for (int bits : outerWidths) {
        ratio(layer, bits);
        if (layer instanceof Conv conv) {
          gamma(conv, bits);
          beta(conv, bits);
        }
      }
    }
    for (String point : points.readers().keySet()) {
      widths.forEach(bits -> tensor(SharedTensors.gain(point, bits), 1));
    }
  }

  private LayerWeights masters(Parametric layer) {
    float[] weights = tensor(layer.name() + ".weight", layer.weightCount());
    if (!points.chosen(layer) && outerWidths.size() == 1) {
      return MasterGrid.of(layer, weights, OUTER_BITS);
    }
    int perChannel = layer.weightsPerChannel();
    int bits = masterBits(layer);
    int limit = Bits.weightLimit(bits);
    float[] scales = new float[layer.outChannels()];
    short[] integers = new short[weights.length];
    for (int c = 0; c < scales.length; c++) {
      double sum = 0;
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        sum += (double) weights[i] * weights[i];
      }
      scales[c] = (float) (Math.sqrt(sum / perChannel) * SPAN / limit + LEAST_STEP);
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        double q = Math.rint(weights[i] / scales[c]);
        integers[i] = (short) Math.max(-limit, Math.min(limit, q));
      }
    }
    return new LayerWeights(BitPlanes.of(bits, integers), scales);
  }

  /** Topology. */
  public Graph graph() {
    return graph;
  }

  /** Where a width can be chosen. */
  public QuantizationPoints points() {
    return points;
  }

  /** How images have to be varied that policies are estimated on. */
  public Augmentation augmentation() {
    return augmentation;
  }

  /** Trained widths, descending. */
  public List<Integer> widths() {
    return widths;
  }

  /** Width of the stored integers, but for the outer layers: 8, or the widest trained width. */
  public int masterBits() {
    return masterBits;
  }

  /** Width of the stored integers of a layer. */
  public int masterBits(Parametric layer) {
    return points.chosen(layer) ? masterBits : OUTER_BITS;
  }

  /** Widths that the outer layers are trained for, descending: at least 8. */
  public List<Integer> outerWidths() {
    return outerWidths;
  }

  /** The integers that every policy derives its own from. */
  public Network network() {
    return network;
  }

  /** All tensors by name, not to be changed. */
  public Map<String, float[]> tensors() {
    return tensors;
  }

  /** Scale of the normalisation of a convolution at a width, positive; by channel. */
  float[] gamma(Conv conv, int bits) {
    return tensor(SharedTensors.normalisation(points, conv, bits) + ".gamma", conv.outChannels());
  }

  /** Shift of the normalisation of a convolution at a width, by channel. */
  float[] beta(Conv conv, int bits) {
    return tensor(SharedTensors.normalisation(points, conv, bits) + ".beta", conv.outChannels());
  }

  /** Bias of a linear layer, by channel. */
  float[] bias(Linear layer) {
    return tensor(layer.name() + ".bias", layer.outChannels());
  }

  /** What {@code LayerWeights.derive} takes for a layer at a width. */
  byte[] ratio(Parametric layer, int bits) {
    if (bits == masterBits(layer)) {
      return new byte[0];
    }
    double value = tensor(SharedTensors.ratio(layer.name(), bits), 1)[0];
    double ratio = Math.rint(value * LayerWeights.UNIT_RATIO);
    byte[] ratios = new byte[layer.outChannels()];
    java.util.Arrays.fill(ratios, (byte) (int) Math.max(1, Math.min(255, ratio)));
    return ratios;
  }

  /** Real value of one step of the activations at a point, at a width. */
  double step(Relu point, int bits) {
    return 1 / tensor(SharedTensors.gain(point.name(), bits), 1)[0];
  }

  private float[] tensor(String name, int size) {
    float[] values = tensors.get(name);
    if (values == null || values.length != size) {
      throw new IllegalArgumentException(
          "network '%s' is not trained for several precisions: tensor %s %s"
              .formatted(
                  graph.name(),
                  name,
                  values == null ? "is missing" : "has " + values.length + " values, not " + size));
    }
    return values;
  }
}
