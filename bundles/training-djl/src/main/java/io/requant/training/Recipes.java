package io.requant.training;

/**
 * Configurations that are known to work, to be changed by the options of a command.
 *
 * <p>The residual networks: Nesterov 0.9, a fifth of the run rising to 0.2, then a cosine to 0,
 * weight decay 5e-4 on weights only, averaged weights with decay 0.998.
 */
public final class Recipes {
  private static final long SEED = 1;
  private static final int THREADS = 2;
  private static final int BATCH = 128;
  private static final int HOLDOUT = 1000;

  private Recipes() {}

  /**
   * The recipe of a backbone.
   *
   * @param backbone one that {@link Backbones#exists}; others get the recipe of the residual
   *     networks
   */
  public static TrainingConfig of(String backbone) {
    return switch (backbone) {
      case "mnist-cnn" -> recipe(backbone, 8, 0.1, 2);
      case "mobilenetv1", "mobilenetv1-0.75", "mobilenetv1-0.5", "mobilenetv1-0.25" ->
          recipe(backbone, 90, 0.1, 4);
      case "mobilenetv2", "vgg16" -> recipe(backbone, 90, 0.1, 4);
      default ->
          backbone.startsWith("dsc")
              ? recipe(backbone, 90, 0.15, 4).inSinglePrecision()
              : recipe(backbone, 90, 0.2, 4);
    };
  }

  /**
   * The recipe for training a network further on other data, with {@link FineTuning}: the rate
   * rises to 0.1 while the last layer learns alone.
   *
   * @param backbone one of {@link Backbones#names()}
   */
  public static TrainingConfig fineTuning(String backbone) {
    return of(backbone).with(30, null, null, null, null, null).withRate(0.1, 0.1);
  }

  private static TrainingConfig recipe(String backbone, int epochs, double peakRate, int padding) {
    return new TrainingConfig(
        backbone, epochs, BATCH, THREADS, SEED, HOLDOUT, 0, peakRate, 0.2, 0.9, 5e-4, 0.998,
        padding, true);
  }
}
