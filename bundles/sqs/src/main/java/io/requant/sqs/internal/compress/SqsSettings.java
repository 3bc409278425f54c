package io.requant.sqs.internal.compress;

import io.requant.api.method.CompressionTask;
import io.requant.api.method.Setting;
import io.requant.sqs.internal.run.Variant;
import io.requant.training.DataSet;
import io.requant.training.MethodSettings;
import io.requant.training.TrainingConfig;
import io.requant.training.sparse.Granularity;
import io.requant.training.sparse.SparseSettings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a run is told.
 *
 * @param method what all methods are told, with the configuration of the training
 * @param target what is aimed at
 * @param granularity what is pruned as a whole
 * @param widths candidate widths of the weights
 * @param distillation part of the loss that the float network's answers make up, 0..1
 * @param softness temperature of these answers
 * @param rate Adam's rate for sparsity and width factors
 * @param tuning of the fine-tune after that, with masks and widths as they are; empty for none
 * @param also what is trained besides
 * @param ablationBytes size of the files that the ablation compares
 */
record SqsSettings(
    MethodSettings method,
    Target target,
    Granularity granularity,
    List<Integer> widths,
    double distillation,
    double softness,
    double rate,
    Optional<TrainingConfig> tuning,
    Set<Study> also,
    int ablationBytes) {

  /** What a run trains besides its model, for the report. */
  enum Study {
    /** Joint training, pruning only and quantization only at equal bytes. */
    ABLATION,
    /** A set of four classes like that of paper 2's remote sensing. */
    SCENES
  }

  private static final Setting TARGET =
      new Setting(
          "target", "ratio=72 (nominal), bytes=18K (file) or tolerance=2.0 (points)", "bytes=18K");
  private static final Setting GRANULARITY =
      new Setting("granularity", "unstructured, block-1x4, block-16x4 or filter", "unstructured");
  private static final Setting WIDTHS =
      new Setting("widths", "candidate widths of weights, 2..8 bits", "2,3,4,5,6,8");
  private static final Setting EPOCHS =
      new Setting("epochs", "passes over the training images", "50");
  private static final Setting RATE =
      new Setting("rate", "largest learning rate, in thousandths", "60");
  private static final Setting FACTOR_RATE =
      new Setting("factor-rate", "Adam's rate for sparsities and widths, in 100,000ths", "300");
  private static final Setting TUNE_EPOCHS =
      new Setting("tune-epochs", "passes more with masks and widths as they are; 0 for none", "20");
  private static final Setting TUNE_RATE =
      new Setting("tune-rate", "largest learning rate of these, in thousandths", "20");
  private static final Setting DISTILLATION =
      new Setting("distillation", "part of the loss from the float network's answers, %", "70");
  private static final Setting SOFTNESS =
      new Setting("softness", "temperature of these answers", "3");
  private static final Setting ALSO =
      new Setting(
          "also", "trainings for the report, each as long as the first: ablation, scenes", "");
  private static final Setting ABLATION_BYTES =
      new Setting("ablation-bytes", "size of the files that the ablation compares", "60000");

  static final List<Setting> ALL =
      Stream.concat(
              Stream.of(
                  TARGET,
                  GRANULARITY,
                  WIDTHS,
                  EPOCHS,
                  RATE,
                  FACTOR_RATE,
                  TUNE_EPOCHS,
                  TUNE_RATE,
                  DISTILLATION,
                  SOFTNESS,
                  ALSO,
                  ABLATION_BYTES),
              MethodSettings.ALL.stream())
          .toList();

  private static final double WEIGHT_DECAY = 1e-4;

  /** Part of the fine-tune in which its rate rises. */
  private static final double TUNE_WARM_UP = 0.05;

  /**
   * Reads the settings of a task.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  static SqsSettings of(CompressionTask task, String backbone) {
    MethodSettings method =
        MethodSettings.of(
            task,
            backbone,
            task.number(EPOCHS, 1, 10_000),
            task.number(RATE, 1, 1000) / 1000.0,
            WEIGHT_DECAY);
    int tuned = task.number(TUNE_EPOCHS, 0, 10_000);
    double tuneRate = task.number(TUNE_RATE, 1, 1000) / 1000.0;
    return new SqsSettings(
        method,
        Target.of(task.value(TARGET)),
        granularity(task.value(GRANULARITY)),
        widths(task.value(WIDTHS)),
        task.number(DISTILLATION, 0, 100) / 100.0,
        task.number(SOFTNESS, 1, 20),
        task.number(FACTOR_RATE, 1, 100_000) / 1e5,
        tuned == 0
            ? Optional.empty()
            : Optional.of(
                method
                    .config()
                    .with(tuned, null, null, null, null, null)
                    .withRate(tuneRate, TUNE_WARM_UP)),
        studies(task.value(ALSO)),
        task.number(ABLATION_BYTES, 1, Integer.MAX_VALUE));
  }

  private static Set<Study> studies(String text) {
    Set<Study> studies = EnumSet.noneOf(Study.class);
    for (String word : text.isBlank() ? new String[0] : text.split(",", -1)) {
      try {
        studies.add(Study.valueOf(word.trim().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "--also is '" + text + "'; give ablation, scenes or both with a comma", e);
      }
    }
    return studies;
  }

  private static Granularity granularity(String text) {
    for (Granularity granularity : Granularity.values()) {
      if (name(granularity).equals(text)) {
        return granularity;
      }
    }
    throw new IllegalArgumentException(
        "--granularity is '%s'; give one of %s"
            .formatted(
                text,
                String.join(
                    ", ", Arrays.stream(Granularity.values()).map(SqsSettings::name).toList())));
  }

  public static String name(Granularity granularity) {
    return granularity.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static List<Integer> widths(String text) {
    try {
      return Arrays.stream(text.split(",", -1)).map(String::trim).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--widths is '" + text + "'; give whole numbers such as 2,3,4", e);
    }
  }

  /**
   * Settings of the training.
   *
   * @param variant what is in effect
   * @param nominal whether the size is counted as in papers
   * @param weightBits bits that all weights may take
   */
  SparseSettings sparse(Variant variant, boolean nominal, double weightBits) {
    return new SparseSettings(
        variant.widths(widths),
        granularity,
        variant != Variant.QUANTIZED,
        nominal,
        weightBits,
        distillation,
        softness,
        rate);
  }

  /**
   * The same for smaller data.
   *
   * @param backbone name of what is trained
   * @param holdout images kept back
   */
  SqsSettings forData(String backbone, int holdout) {
    return new SqsSettings(
        new MethodSettings(forData(method.config(), backbone, holdout), method.calibration()),
        target,
        granularity,
        widths,
        distillation,
        softness,
        rate,
        tuning.map(c -> forData(c, backbone, holdout)),
        also,
        ablationBytes);
  }

  private static TrainingConfig forData(TrainingConfig c, String backbone, int holdout) {
    return c.withBackbone(backbone).with(null, null, null, null, holdout, 0);
  }

  /** Epochs of joint training and of the fine-tune together. */
  int allEpochs() {
    return config().epochs() + tuning.map(TrainingConfig::epochs).orElse(0);
  }

  /** Configuration of the training. */
  TrainingConfig config() {
    return method.config();
  }

  /** Training images that constants are estimated on. */
  int calibration() {
    return method.calibration();
  }

  /** Indices of the training images that are trained on. */
  int[] fit(DataSet data) {
    return method.fit(data);
  }

  /** Indices of the training images that are kept back. */
  int[] heldOut(DataSet data) {
    return method.heldOut(data);
  }
}
