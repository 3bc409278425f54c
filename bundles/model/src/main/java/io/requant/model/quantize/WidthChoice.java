package io.requant.model.quantize;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A width for everything in a {@link SharedNetwork} that has one to choose.
 *
 * @param weights width of the weights of every convolution of {@link
 *     QuantizationPoints#convolutions}, by name; of an outer layer, if it is not to have 8 bits
 * @param activations width of every point of {@link QuantizationPoints#readers}, by name
 */
public record WidthChoice(Map<String, Integer> weights, Map<String, Integer> activations) {

  /** Copies the maps. */
  public WidthChoice {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    activations = Collections.unmodifiableMap(new LinkedHashMap<>(activations));
  }

  /** The same widths everywhere, but for the outer layers. */
  public static WidthChoice uniform(QuantizationPoints points, int weightBits, int activationBits) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    points.convolutions().forEach(conv -> weights.put(conv.name(), weightBits));
    Map<String, Integer> activations = new LinkedHashMap<>();
    points.readers().keySet().forEach(point -> activations.put(point, activationBits));
    return new WidthChoice(weights, activations);
  }

  /**
   * A width for each convolution, which what it reads has too. A point that several convolutions
   * read has the widest of theirs.
   *
   * @param widths width of every convolution of the points, by name
   */
  public static WidthChoice byLayer(QuantizationPoints points, Map<String, Integer> widths) {
    Map<String, Integer> activations = new LinkedHashMap<>();
    points
        .readers()
        .forEach(
            (point, readers) ->
                activations.put(
                    point,
                    readers.stream().map(Conv::name).mapToInt(widths::get).max().orElseThrow()));
    return new WidthChoice(widths, activations);
  }

  /** With a width for the weights of one more layer, such as an outer one. */
  public WidthChoice with(String layer, int weightBits) {
    Map<String, Integer> more = new LinkedHashMap<>(weights);
    more.put(layer, weightBits);
    return new WidthChoice(more, activations);
  }

  /** Width of the weights of a layer. */
  public int weights(Parametric layer) {
    return weights.getOrDefault(layer.name(), SharedNetwork.OUTER_BITS);
  }

  /** The widest activations that were chosen; 8 if those of no point were. */
  public int widestActivations() {
    return activations.values().stream()
        .mapToInt(Integer::intValue)
        .max()
        .orElse(SharedNetwork.OUTER_BITS);
  }

  /** The widest weights or activations that were chosen, or 8 if none are wider. */
  public int widest() {
    return weights.values().stream()
        .mapToInt(Integer::intValue)
        .reduce(Math.max(SharedNetwork.OUTER_BITS, widestActivations()), Math::max);
  }

  /**
   * Checks that every width is there and trained.
   *
   * @param trained trained widths
   * @param outer trained widths of the outer layers
   * @throws IllegalArgumentException naming the layer whose width is not
   */
  void check(QuantizationPoints points, List<Integer> trained, List<Integer> outer) {
    points.outer().forEach(layer -> check(layer.name(), weights(layer), outer));
    points.convolutions().forEach(conv -> check(conv.name(), weights.get(conv.name()), trained));
    points.readers().keySet().forEach(point -> check(point, activations.get(point), trained));
  }

  private static void check(String layer, Integer bits, List<Integer> trained) {
    if (bits == null || !trained.contains(bits)) {
      throw new IllegalArgumentException(
          "layer '%s': width %s; the network is trained for %s".formatted(layer, bits, trained));
    }
  }
}
