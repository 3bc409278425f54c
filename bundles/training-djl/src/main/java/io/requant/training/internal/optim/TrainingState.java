package io.requant.training.internal.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.requant.training.TensorSpec;
import io.requant.training.Update;
import io.requant.training.internal.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The tensors of a run: trained and fixed ones, momentum, running statistics per replica, and the
 * moving average of trained tensors and statistics. Reads from and writes to a {@link Snapshot}.
 */
public final class TrainingState {
  private final List<TensorSpec> specs;
  private final Map<String, NDArray> values;
  private final Map<String, NDArray> fixed;
  private final Map<String, NDArray> momentum;
  private final Map<String, NDArray> secondMoment;
  private final Map<String, NDArray> average;
  private final List<Map<String, NDArray>> statistics = new ArrayList<>();

  /**
   * Restores a state.
   *
   * @param manager owner of the tensors
   * @param specs all tensors of the run
   * @param replicas number of copies of the statistics
   * @param snapshot values of every group
   */
  public TrainingState(NDManager manager, List<TensorSpec> specs, int replicas, Snapshot snapshot) {
    this.specs = List.copyOf(specs);
    values = create(manager, Update::trained, snapshot.group(Snapshot.WEIGHTS));
    fixed = create(manager, Update.Fixed.class::isInstance, snapshot.group(Snapshot.FIXED));
    momentum = create(manager, Update::trained, snapshot.group(Snapshot.MOMENTUM));
    secondMoment =
        create(manager, Update.Adam.class::isInstance, snapshot.group(Snapshot.SECOND_MOMENT));
    average = create(manager, u -> !(u instanceof Update.Fixed), snapshot.group(Snapshot.AVERAGE));
    for (int i = 0; i < replicas; i++) {
      Map<String, float[]> group = snapshot.group(Snapshot.STATISTICS + i);
      statistics.add(create(manager, Update.Statistic.class::isInstance, group));
    }
  }

  private Map<String, NDArray> create(
      NDManager manager, Predicate<Update> wanted, Map<String, float[]> values) {
    return Tensors.create(manager, specs(wanted), values);
  }

  /** Copies every value. */
  public Snapshot snapshot() {
    Snapshot.Builder builder = new Snapshot.Builder();
    builder.put(Snapshot.WEIGHTS, Tensors.values(values));
    builder.put(Snapshot.FIXED, Tensors.values(fixed));
    builder.put(Snapshot.MOMENTUM, Tensors.values(momentum));
    builder.put(Snapshot.SECOND_MOMENT, Tensors.values(secondMoment));
    builder.put(Snapshot.AVERAGE, Tensors.values(average));
    for (int i = 0; i < statistics.size(); i++) {
      builder.put(Snapshot.STATISTICS + i, Tensors.values(statistics.get(i)));
    }
    return builder.build();
  }

  /** Specifications of the tensors that are changed in a certain way. */
  public List<TensorSpec> specs(Predicate<Update> wanted) {
    return specs.stream().filter(spec -> wanted.test(spec.update())).toList();
  }

  /** Trained tensors by name. */
  public Map<String, NDArray> trained() {
    return values;
  }

  /** What a replica reads besides the trained tensors: its statistics and the fixed tensors. */
  public Map<String, NDArray> untrained(int replica) {
    Map<String, NDArray> tensors = new LinkedHashMap<>(statistics.get(replica));
    tensors.putAll(fixed);
    return tensors;
  }

  /** A trained or fixed tensor. */
  public NDArray value(String name) {
    NDArray value = values.getOrDefault(name, fixed.get(name));
    if (value == null) {
      throw new IllegalArgumentException("the run has no trained or fixed tensor " + name);
    }
    return value;
  }

  NDArray momentum(String name) {
    return momentum.get(name);
  }

  NDArray secondMoment(String name) {
    return secondMoment.get(name);
  }

  NDArray average(String name) {
    return average.get(name);
  }

  NDArray statistic(int replica, String name) {
    return statistics.get(replica).get(name);
  }

  int replicas() {
    return statistics.size();
  }
}
