package io.requant.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that decides the result of a run, apart from the data. Two runs with equal
 * configurations on equal data give bitwise equal weights.
 *
 * @param backbone name for {@link Backbones#create}
 * @param epochs passes over the training images, at least 1
 * @param batch images of a step over all threads; a multiple of {@code threads}
 * @param threads replicas, each with its own share of the batch and its own batch statistics
 * @param seed seed of weights, order and augmentation
 * @param holdout images of the training set that are never trained on, at least 1; which ones is
 *     defined by {@code io.requant.model.dataset.Holdout}
 * @param limit number of training images used before the hold-out is taken off; 0 for all
 * @param peakRate largest learning rate
 * @param warmUp part of the run in which the rate rises, 0..1
 * @param momentum Nesterov momentum, 0..1
 * @param weightDecay on tensors of two or more dimensions
 * @param averageDecay decay per step of the averaged weights, 0..1
 * @param padding border for random crops, in pixels
 * @param bfloat16 whether convolutions train in bfloat16 instead of single precision
 */
public record TrainingConfig(
    String backbone,
    int epochs,
    int batch,
    int threads,
    long seed,
    int holdout,
    int limit,
    double peakRate,
    double warmUp,
    double momentum,
    double weightDecay,
    double averageDecay,
    int padding,
    boolean bfloat16) {

  /** Checks every value; messages name the value and what it may be. */
  public TrainingConfig {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(threads >= 1, "threads", threads, "at least 1");
    require(batch >= 1 && batch % threads == 0, "batch", batch, "a multiple of " + threads);
    require(holdout >= 1, "holdout", holdout, "at least 1 image, to choose the final weights");
    require(limit >= 0, "limit", limit, "0 (all) or a number of images");
    require(peakRate > 0, "peakRate", peakRate, "above 0");
    require(warmUp >= 0 && warmUp <= 1, "warmUp", warmUp, "in 0..1");
    require(momentum >= 0 && momentum < 1, "momentum", momentum, "in 0..1");
    require(weightDecay >= 0, "weightDecay", weightDecay, "at least 0");
    require(averageDecay >= 0 && averageDecay < 1, "averageDecay", averageDecay, "in 0..1");
    require(padding >= 0, "padding", padding, "at least 0");
  }

  /**
   * This configuration with other values where one is given.
   *
   * @throws IllegalArgumentException if the result is not valid
   */
  public TrainingConfig with(
      Integer epochs, Integer batch, Integer threads, Long seed, Integer holdout, Integer limit) {
    return new TrainingConfig(
        backbone,
        Objects.requireNonNullElse(epochs, this.epochs),
        Objects.requireNonNullElse(batch, this.batch),
        Objects.requireNonNullElse(threads, this.threads),
        Objects.requireNonNullElse(seed, this.seed),
        Objects.requireNonNullElse(holdout, this.holdout),
        Objects.requireNonNullElse(limit, this.limit),
        peakRate,
        warmUp,
        momentum,
        weightDecay,
        averageDecay,
        padding,
        bfloat16);
  }

  /**
   * This configuration with another learning rate.
   *
   * @throws IllegalArgumentException if the result is not valid
   */
  public TrainingConfig withRate(double peakRate, double warmUp) {
    return with(backbone, peakRate, warmUp, averageDecay, padding, bfloat16);
  }

  /**
   * This configuration with convolutions in single precision. Narrow depthwise-separable networks
   * are faster so: where a convolution does little work, converting costs more than it saves.
   */
  public TrainingConfig inSinglePrecision() {
    return with(backbone, peakRate, warmUp, averageDecay, padding, false);
  }

  /**
   * This configuration with another border for random crops, such as for larger images.
   *
   * @throws IllegalArgumentException if the result is not valid
   */
  public TrainingConfig withPadding(int padding) {
    return with(backbone, peakRate, warmUp, averageDecay, padding, bfloat16);
  }

  /**
   * This configuration with another decay of the averaged weights, such as for short runs.
   *
   * @throws IllegalArgumentException if the result is not valid
   */
  public TrainingConfig withAverageDecay(double averageDecay) {
    return with(backbone, peakRate, warmUp, averageDecay, padding, bfloat16);
  }

  /** This configuration for another network. */
  public TrainingConfig withBackbone(String backbone) {
    return with(backbone, peakRate, warmUp, averageDecay, padding, bfloat16);
  }

  private TrainingConfig with(
      String backbone,
      double peakRate,
      double warmUp,
      double averageDecay,
      int padding,
      boolean bfloat16) {
    return new TrainingConfig(
        backbone,
        epochs,
        batch,
        threads,
        seed,
        holdout,
        limit,
        peakRate,
        warmUp,
        momentum,
        weightDecay,
        averageDecay,
        padding,
        bfloat16);
  }

  /** The configuration as text by key, in a fixed order: for checkpoints and reports. */
  public Map<String, String> asMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (var component : TrainingConfig.class.getRecordComponents()) {
      try {
        map.put(component.getName(), String.valueOf(component.getAccessor().invoke(this)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a record's own accessor is always accessible", e);
      }
    }
    return map;
  }

  private static void require(boolean condition, String name, Object value, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be " + rule);
    }
  }
}
