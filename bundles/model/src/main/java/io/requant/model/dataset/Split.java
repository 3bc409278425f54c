package io.requant.model.dataset;

/** Parts of a data set. */
public enum Split {
  /** Every training image, in the order of the files. */
  TRAIN,
  /** Training images that {@link Holdout} keeps back: for every choice that is not training. */
  HOLDOUT,
  /** Training images without those of the hold-out. */
  FIT,
  /** Test images: for the final figure only. */
  TEST
}
