package io.requant.model.onnx;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keys and forms of what Requant writes into, and reads from, a model's {@code metadata_props}. */
public final class ModelMetadata {

  /** Mean of each channel on the scale 0..1, separated by commas. */
  public static final String MEAN = "requant.normalisation.mean";

  /** Deviation of each channel on the scale 0..1, separated by commas. */
  public static final String DEVIATION = "requant.normalisation.deviation";

  /** Names of the classes, one a line. */
  public static final String CLASSES = "requant.classes";

  /** Real value of one step of the quantized input. */
  public static final String INPUT_SCALE = "requant.input.scale";

  /** Digest of the network that was exported. */
  public static final String NETWORK_DIGEST = "requant.network.digest";

  /** Name of the policy that was exported. */
  public static final String POLICY = "requant.policy";

  /** Digest of the policy that was exported. */
  public static final String POLICY_DIGEST = "requant.policy.digest";

  private ModelMetadata() {}

  static Map<String, String> of(Graph graph) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(MEAN, join(graph.normalisation().mean()));
    entries.put(DEVIATION, join(graph.normalisation().deviation()));
    if (!graph.classes().isEmpty() && graph.classes().stream().noneMatch(c -> c.contains("\n"))) {
      entries.put(CLASSES, String.join("\n", graph.classes()));
    }
    return entries;
  }

  static Optional<Normalisation> normalisation(Map<String, String> entries) {
    if (!entries.containsKey(MEAN) || !entries.containsKey(DEVIATION)) {
      return Optional.empty();
    }
    return Optional.of(new Normalisation(numbers(MEAN, entries), numbers(DEVIATION, entries)));
  }

  static List<String> classes(Map<String, String> entries) {
    String names = entries.getOrDefault(CLASSES, "");
    return names.isEmpty() ? List.of() : List.of(names.split("\n", -1));
  }

  private static String join(List<Double> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static List<Double> numbers(String key, Map<String, String> entries) {
    List<Double> values = new ArrayList<>();
    for (String text : entries.get(key).split(",", -1)) {
      try {
        values.add(Double.valueOf(text.strip()));
      } catch (NumberFormatException e) {
        throw new OnnxException(
            "metadata '" + key + "': '" + text + "' is no number; give the normalisation instead",
            e);
      }
    }
    return values;
  }
}
