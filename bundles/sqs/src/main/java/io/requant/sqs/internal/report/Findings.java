package io.requant.sqs.internal.report;

import io.requant.model.network.FloatNetwork;
import io.requant.sqs.internal.run.SparseRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run found out.
 *
 * @param floats the network that it started from
 * @param run the training whose model was written
 * @param fileBytes of that file
 * @param top1 accuracy of its integers on the test images, 0..1
 * @param top1Float of the float network, 0..1; NaN if its file does not say
 * @param tried trainings of a search for a tolerance, in order; empty without one
 * @param ablation trainings of the ablation; empty without one
 * @param scenes four classes, if they were trained
 * @param origin data and settings
 */
public record Findings(
    FloatNetwork floats,
    SparseRun run,
    long fileBytes,
    double top1,
    double top1Float,
    List<SparseRun> tried,
    List<SparseRun> ablation,
    Optional<Scenes> scenes,
    Origin origin) {

  /**
   * A network of four classes.
   *
   * @param run its training
   * @param train training images, those kept back included
   * @param test test images
   * @param top1Float accuracy of the float network on these, 0..1
   * @param top1 accuracy of the integers, 0..1
   */
  public record Scenes(SparseRun run, int train, int test, double top1Float, double top1) {}

  /**
   * Data and settings.
   *
   * @param dataset its name
   * @param train training images, those kept back included
   * @param holdout images kept back
   * @param test test images
   * @param calibration training images that constants are estimated on
   * @param granularity what is pruned as a whole
   * @param config of the training
   * @param settings of the run, by name
   */
  public record Origin(
      String dataset,
      int train,
      int holdout,
      int test,
      int calibration,
      String granularity,
      Map<String, String> config,
      Map<String, String> settings) {}

  /** Copies the lists. */
  public Findings {
    tried = List.copyOf(tried);
    ablation = List.copyOf(ablation);
  }

  /** Points that the integers lose to the float network on the test images. */
  double loss() {
    return 100 * (top1Float - top1);
  }

  /** Bytes of the weights as 32-bit floats. */
  long fp32Bytes() {
    return run.network().weightCount() * Float.BYTES;
  }
}
