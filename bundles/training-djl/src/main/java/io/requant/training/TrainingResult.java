package io.requant.training;

import java.util.List;
import java.util.Map;

/**
 * What a run has come to: finished, or as far as it got.
 *
 * @param config configuration and data set, as text by key
 * @param history one record per epoch
 * @param averageSelected whether the hold-out chose the averaged weights over the last ones
 * @param testAccuracy top-1 of the last weights on the test images, 0..1
 * @param averageTestAccuracy top-1 of the averaged weights on the test images, 0..1
 * @param network the selected weights
 */
public record TrainingResult(
    Map<String, String> config,
    List<EpochRecord> history,
    boolean averageSelected,
    double testAccuracy,
    double averageTestAccuracy,
    TrainedNetwork network) {

  /** Epochs that the run was started for. */
  public int plannedEpochs() {
    return Integer.parseInt(config.get("epochs"));
  }

  /** In words: finished, or stopped after which epoch. */
  public String state() {
    return history.size() == plannedEpochs()
        ? "finished"
        : "stopped after epoch " + history.size() + " of " + plannedEpochs();
  }

  /** Test accuracy of {@link #network}, which was chosen by the hold-out and not by the test. */
  public double selectedTestAccuracy() {
    return averageSelected ? averageTestAccuracy : testAccuracy;
  }
}
