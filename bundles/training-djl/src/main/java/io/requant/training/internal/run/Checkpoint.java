package io.requant.training.internal.run;

import io.requant.training.EpochRecord;
import io.requant.training.TensorSpec;
import io.requant.training.internal.optim.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All that a run needs to go on exactly where it was. There is no random generator in it:
 * generators are derived from the seed and the place in the run.
 *
 * @param config configuration and data set, as text by key
 * @param step optimizer steps taken
 * @param history one record per finished epoch
 * @param snapshot values of all tensors
 */
public record Checkpoint(
    Map<String, String> config, long step, List<EpochRecord> history, Snapshot snapshot) {

  /** Whether the averaged weights are at least as good on the hold-out as the last ones. */
  public boolean averageSelected() {
    EpochRecord last = history.get(history.size() - 1);
    return last.averageHoldoutAccuracy() >= last.holdoutAccuracy();
  }

  /** The weights that the hold-out selects, with everything that belongs to them, by name. */
  public Map<String, float[]> selectedNetwork() {
    return averageSelected() ? snapshot.averageNetwork() : snapshot.lastNetwork();
  }

  /**
   * Checks that a run with another configuration does not continue this one.
   *
   * @throws IllegalArgumentException naming every key that differs
   */
  public void requireConfig(Map<String, String> wanted) {
    List<String> differences = new ArrayList<>();
    wanted.forEach(
        (key, value) -> {
          if (!Objects.equals(config.get(key), value)) {
            differences.add(
                key + " is " + config.get(key) + " in the checkpoint, " + value + " now");
          }
        });
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot resume with another configuration: "
              + String.join("; ", differences)
              + ". Repeat the options of the first start, or train into another directory.");
    }
  }

  /**
   * Checks that the tensors of a network are here.
   *
   * @throws IllegalArgumentException naming the first that is missing or has another size
   */
  public void requireTensors(List<TensorSpec> specs) {
    Map<String, float[]> network = snapshot.lastNetwork();
    for (TensorSpec spec : specs) {
      float[] value = network.get(spec.name());
      if (value == null || value.length != spec.size()) {
        throw new IllegalArgumentException(
            "the checkpoint is of another network: tensor "
                + spec.name()
                + (value == null
                    ? " is missing"
                    : " has " + value.length + " values, not " + spec.size()));
      }
    }
  }
}
