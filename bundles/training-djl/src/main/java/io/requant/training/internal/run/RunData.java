package io.requant.training.internal.run;

import io.requant.model.dataset.Holdout;
import io.requant.model.dataset.LabelledImages;
import io.requant.training.DataSet;
import io.requant.training.TrainingConfig;

/**
 * The images of a run.
 *
 * @param images the official training images
 * @param fit indices of those that are trained on, ascending
 * @param holdout the images that are kept back
 * @param test images for the final figure
 * @param flips whether a mirrored image keeps its class
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RunData(
    LabelledImages images, int[] fit, LabelledImages holdout, LabelledImages test, boolean flips) {

  /**
   * Splits a data set as {@link Holdout} defines it.
   *
   * @throws IllegalArgumentException if nothing sensible is left to train on
   */
  static RunData of(DataSet data, TrainingConfig config) {
    LabelledImages images = data.train();
    int available = images.count();
    int used = config.limit() == 0 ? available : config.limit();
    if (used > available || used - config.holdout() < config.batch()) {
      throw new IllegalArgumentException(
          "limit %d and holdout %d leave %d of %d training images; a batch needs %d"
              .formatted(
                  config.limit(),
                  config.holdout(),
                  used - config.holdout(),
                  available,
                  config.batch()));
    }
    int[] kept = Holdout.indices(used, config.holdout(), Holdout.SEED);
    int[] fit = Holdout.rest(used, config.holdout(), Holdout.SEED);
    return new RunData(images, fit, images.select(kept), data.test(), data.flips());
  }
}
