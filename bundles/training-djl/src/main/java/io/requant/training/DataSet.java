package io.requant.training;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Normalisation;

/**
 * A data set with its official split, and how it is used.
 *
 * @param name one of {@code io.requant.model.dataset.DataSets#names}
 * @param train training images in the order of the files
 * @param test test images, for final figures only
 * @param normalisation usual normalisation of this data set
 * @param flips whether a mirrored image keeps its class
 */
public record DataSet(
    String name,
    LabelledImages train,
    LabelledImages test,
    Normalisation normalisation,
    boolean flips) {

  /** The same images at another resolution. */
  public DataSet resized(int height, int width) {
    return new DataSet(
        name, train.resized(height, width), test.resized(height, width), normalisation, flips);
  }

  /** What a backbone for this data set is built for. */
  public BackboneInput input() {
    return new BackboneInput(train.shape(), normalisation, train.classes());
  }
}
