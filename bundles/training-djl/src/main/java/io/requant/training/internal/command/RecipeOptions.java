package io.requant.training.internal.command;

import io.requant.training.Recipes;
import io.requant.training.TrainingConfig;
import picocli.CommandLine.Option;

/** What can be changed of a backbone's recipe. */
final class RecipeOptions {

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "Largest learning rate; with --from that of the last layer while it learns alone.")
  private Double rate;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training images.")
  private Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Images of a step, all threads.")
  private Integer batch;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  private Long seed;

  @Option(
      names = "--holdout",
      paramLabel = "N",
      description = "Training images kept back, to choose the final weights.")
  private Integer holdout;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Replicas, each with a share of the batch; the number changes the result.")
  private Integer threads;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Use only the first N training images (hold-out included).")
  private Integer limit;

  /**
   * The recipe with the options that were given.
   *
   * @throws IllegalArgumentException naming the value that is not possible
   */
  TrainingConfig config(String backbone, FineTuningOptions fineTuning) {
    TrainingConfig recipe =
        fineTuning.wanted() ? Recipes.fineTuning(backbone) : Recipes.of(backbone);
    TrainingConfig config = recipe.with(epochs, batch, threads, seed, holdout, limit);
    if (rate != null) {
      config = config.withRate(rate, config.warmUp());
    }
    return fineTuning.wanted() ? fineTuning.schedule(config) : config;
  }
}
