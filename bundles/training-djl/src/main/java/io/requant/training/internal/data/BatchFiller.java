package io.requant.training.internal.data;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Normalisation;
import io.requant.model.quantize.Augmentation;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * Turns stored bytes into normalised floats, channels varying fastest, through one table per
 * channel. Training images are varied. Used by one thread.
 */
public final class BatchFiller {
  private final LabelledImages images;
  private final float[][] tables;
  private final Augmentation augmentation;
  private final float[] normalised;

  /**
   * Creates a filler.
   *
   * @param images source
   * @param normalisation how pixels become network input
   * @param augmentation how training images are varied
   */
  public BatchFiller(
      LabelledImages images, Normalisation normalisation, Augmentation augmentation) {
    this.images = images;
    this.tables = tables(normalisation);
    this.augmentation = augmentation;
    this.normalised = new float[images.shape().size()];
  }

  /** One table per channel: entry {@code p} is the network input of pixel value {@code p}. */
  private static float[][] tables(Normalisation normalisation) {
    float[][] tables = new float[normalisation.channels()][256];
    for (int c = 0; c < tables.length; c++) {
      for (int pixel = 0; pixel < 256; pixel++) {
        tables[c][pixel] = (float) normalisation.apply(c, pixel);
      }
    }
    return tables;
  }

  /** Writes one image as it is at the buffer's position. */
  public void plain(int image, FloatBuffer out) {
    normalise(images.image(image), out);
  }

  /** Writes a varied image at the buffer's position; always draws three numbers. */
  public void augmented(int image, SplittableRandom random, FloatBuffer out) {
    normalise(augmentation.apply(images.image(image), images.shape(), random), out);
  }

  private void normalise(byte[] pixels, FloatBuffer out) {
    int channels = tables.length;
    for (int i = 0; i < pixels.length; i += channels) {
      for (int c = 0; c < channels; c++) {
        normalised[i + c] = tables[c][pixels[i + c] & 0xff];
      }
    }
    out.put(normalised);
  }
}
