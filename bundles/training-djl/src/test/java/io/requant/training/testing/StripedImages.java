package io.requant.training.testing;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.training.DataSet;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Noise over which a brighter stripe lies whose place is the class: learned in a few steps. */
public final class StripedImages {
  private static final int CLASSES = 10;

  private StripedImages() {}

  /**
   * A data set.
   *
   * @param side rows and columns, at least 10
   * @param channels channels
   * @param train training images
   * @param test test images
   */
  public static DataSet of(int side, int channels, int train, int test) {
    Shape shape = new Shape(side, side, channels);
    Normalisation normalisation =
        new Normalisation(Collections.nCopies(channels, 0.5), Collections.nCopies(channels, 0.25));
    return new DataSet(
        "stripes", images(shape, train, 1), images(shape, test, 2), normalisation, false);
  }

  private static LabelledImages images(Shape shape, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(c -> "stripe " + c).toList();
    byte[] pixels = new byte[count * shape.size()];
    int[] labels = new int[count];
    int row = shape.width() * shape.channels();
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(CLASSES);
      for (int p = 0; p < shape.size(); p++) {
        boolean bright = p / row * CLASSES / shape.height() == labels[i];
        pixels[i * shape.size() + p] = (byte) (random.nextInt(100) + (bright ? 150 : 0));
      }
    }
    return new LabelledImages(shape, pixels, labels, classes);
  }
}
