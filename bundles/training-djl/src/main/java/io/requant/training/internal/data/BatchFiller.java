package io.requant.training.internal.data;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/**
 * Turns stored bytes into normalised floats, channels varying fastest, through one table per
 * channel. Training images are cropped from an image with black borders and mirrored. Used by one
 * thread.
 */
public final class BatchFiller {
  private final LabelledImages images;
  private final float[][] tables;
  private final int padding;
  private final boolean flips;
  private final byte[] pixels;
  private final float[] row;

  /**
   * Creates a filler.
   *
   * @param images source
   * @param normalisation how pixels become network input
   * @param padding width of the border from which training crops are taken, in pixels
   * @param flips whether half of the training crops are mirrored
   */
  public BatchFiller(
      LabelledImages images, Normalisation normalisation, int padding, boolean flips) {
    this.images = images;
    this.tables = tables(normalisation);
    this.padding = padding;
    this.flips = flips;
    this.pixels = new byte[images.shape().size()];
    this.row = new float[images.shape().width() * images.shape().channels()];
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
    crop(image, 0, 0, false, out);
  }

  /** Writes a random crop at the buffer's position; always draws three numbers. */
  public void augmented(int image, SplittableRandom random, FloatBuffer out) {
    int dy = random.nextInt(2 * padding + 1) - padding;
    int dx = random.nextInt(2 * padding + 1) - padding;
    boolean mirrored = random.nextBoolean() && flips;
    crop(image, dy, dx, mirrored, out);
  }

  private void crop(int image, int dy, int dx, boolean mirrored, FloatBuffer out) {
    images.copy(image, pixels, 0);
    Shape shape = images.shape();
    int width = shape.width();
    int channels = shape.channels();
    for (int y = 0; y < shape.height(); y++) {
      int sourceY = y + dy;
      boolean outsideY = sourceY < 0 || sourceY >= shape.height();
      int at = 0;
      for (int x = 0; x < width; x++) {
        int sourceX = (mirrored ? width - 1 - x : x) + dx;
        boolean outside = outsideY || sourceX < 0 || sourceX >= width;
        int from = (sourceY * width + sourceX) * channels;
        for (int c = 0; c < channels; c++) {
          row[at++] = tables[c][outside ? 0 : pixels[from + c] & 0xff];
        }
      }
      out.put(row);
    }
  }
}
