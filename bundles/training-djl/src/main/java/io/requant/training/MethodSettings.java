package io.requant.training;

import io.requant.api.method.CompressionTask;
import io.requant.api.method.Setting;
import io.requant.model.dataset.Holdout;
import java.util.List;

/**
 * What every compression method can be told about its training, and which images it uses.
 *
 * @param config of the training
 * @param calibration training images that constants of policies are estimated on
 */
public record MethodSettings(TrainingConfig config, int calibration) {
  private static final Setting SEED = new Setting("seed", "seed of everything random", "1");
  private static final Setting HOLDOUT =
      new Setting("holdout", "training images kept back to choose on", "1000");
  private static final Setting LIMIT =
      new Setting("limit", "use only the first training images, hold-out included; 0 for all", "0");
  private static final Setting BATCH = new Setting("batch", "images of a step", "128");
  private static final Setting CALIBRATION =
      new Setting("calibration-images", "training images that constants are estimated on", "1024");

  /** The settings that are the same for all methods, for help texts. */
  public static final List<Setting> ALL = List.of(SEED, HOLDOUT, LIMIT, BATCH, CALIBRATION);

  private static final int THREADS = 2;
  private static final int MOST = 1_000_000;
  private static final double WARM_UP = 0.05;
  private static final double MOMENTUM = 0.9;
  private static final double AVERAGE_DECAY = 0.998;
  private static final int PADDING = 4;

  /**
   * Reads the settings of a task.
   *
   * @param backbone name of what is trained
   * @param epochs passes over the training images, at least 1
   * @param rate largest learning rate
   * @param decay weight decay
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public static MethodSettings of(
      CompressionTask task, String backbone, int epochs, double rate, double decay) {
    return new MethodSettings(
        new TrainingConfig(
            backbone,
            epochs,
            task.number(BATCH, THREADS, 8192),
            THREADS,
            task.number(SEED, 0, Integer.MAX_VALUE),
            task.number(HOLDOUT, 1, MOST),
            task.number(LIMIT, 0, MOST),
            rate,
            WARM_UP,
            MOMENTUM,
            decay,
            AVERAGE_DECAY,
            PADDING,
            true),
        task.number(CALIBRATION, 1, 100_000));
  }

  /** Indices of the training images that are trained on. */
  public int[] fit(DataSet data) {
    return Holdout.rest(used(data), config.holdout(), Holdout.SEED);
  }

  /** Indices of the training images that are kept back. */
  public int[] heldOut(DataSet data) {
    return Holdout.indices(used(data), config.holdout(), Holdout.SEED);
  }

  private int used(DataSet data) {
    return config.limit() == 0 ? data.train().count() : config.limit();
  }
}
