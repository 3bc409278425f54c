package io.requant.model.policy;

/**
 * An accuracy with what it was measured on.
 *
 * @param dataset name of the data set, e.g. "cifar10"
 * @param split "test", or "holdout" for images kept back from training
 * @param images number of images
 * @param top1 share of images whose class was right, 0..1
 */
public record MeasuredAccuracy(String dataset, String split, int images, double top1) {

  private static final int MAX_NAME = 200;

  public MeasuredAccuracy {
    if (dataset.length() > MAX_NAME || split.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "name of a data set or split of more than " + MAX_NAME + " characters");
    }
    if (images < 1 || !(top1 >= 0 && top1 <= 1)) {
      throw new IllegalArgumentException("accuracy " + top1 + " on " + images + " images");
    }
  }
}
