package io.requant.training.internal.optim;

import io.requant.training.TensorSpec;
import io.requant.training.Update;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a {@link TrainingState} as plain arrays, in groups: what a checkpoint stores and
 * what networks are taken from.
 *
 * @param tensors values by {@code group/name}
 */
public record Snapshot(Map<String, float[]> tensors) {
  static final String WEIGHTS = "weights";
  static final String FIXED = "fixed";
  static final String MOMENTUM = "momentum";
  static final String SECOND_MOMENT = "second";
  static final String AVERAGE = "average";
  static final String STATISTICS = "statistics";

  /** Copies the map, but not the arrays in it. */
  public Snapshot {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * The values before the first step: no momentum, the average at the first values.
   *
   * @param specs all tensors of the run
   * @param replicas number of copies of the statistics
   * @param values first values by name
   */
  public static Snapshot initial(
      List<TensorSpec> specs, int replicas, Map<String, float[]> values) {
    Builder builder = new Builder();
    for (TensorSpec spec : specs) {
      String name = spec.name();
      float[] value = values.get(name);
      if (spec.update().trained()) {
        builder.put(WEIGHTS, name, value);
        builder.put(MOMENTUM, name, new float[spec.size()]);
        if (spec.update() instanceof Update.Adam) {
          builder.put(SECOND_MOMENT, name, new float[spec.size()]);
        }
      } else if (spec.update() instanceof Update.Fixed) {
        builder.put(FIXED, name, value);
      } else {
        for (int i = 0; i < replicas; i++) {
          builder.put(STATISTICS + i, name, value);
        }
      }
      builder.put(AVERAGE, name, value);
    }
    return builder.build();
  }

  /** The values of one group under their own names; empty if there is no such group. */
  Map<String, float[]> group(String group) {
    String prefix = group + "/";
    Map<String, float[]> values = new LinkedHashMap<>();
    tensors.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            values.put(name.substring(prefix.length()), value);
          }
        });
    return values;
  }

  /** The last weights with the mean of the replicas' statistics, and the fixed tensors. */
  public Map<String, float[]> lastNetwork() {
    Map<String, float[]> values = new LinkedHashMap<>(group(WEIGHTS));
    values.putAll(group(FIXED));
    List<Map<String, float[]>> replicas = new ArrayList<>();
    for (int i = 0; !group(STATISTICS + i).isEmpty(); i++) {
      replicas.add(group(STATISTICS + i));
    }
    if (!replicas.isEmpty()) {
      replicas.get(0).keySet().forEach(name -> values.put(name, mean(replicas, name)));
    }
    return values;
  }

  /** The averaged weights and statistics, and the fixed tensors. */
  public Map<String, float[]> averageNetwork() {
    Map<String, float[]> values = new LinkedHashMap<>(group(AVERAGE));
    values.putAll(group(FIXED));
    return values;
  }

  private static float[] mean(List<Map<String, float[]>> replicas, String name) {
    float[] mean = new float[replicas.get(0).get(name).length];
    for (Map<String, float[]> replica : replicas) {
      float[] part = replica.get(name);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += part[i] / replicas.size();
      }
    }
    return mean;
  }

  /** Collects values. */
  static final class Builder {
    private final Map<String, float[]> tensors = new LinkedHashMap<>();

    void put(String group, Map<String, float[]> values) {
      values.forEach((name, value) -> put(group, name, value));
    }

    void put(String group, String name, float[] value) {
      tensors.put(group + "/" + name, value);
    }

    Snapshot build() {
      return new Snapshot(tensors);
    }
  }
}
