package io.requant.quantlstm.internal.compare;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How sure the difference of two accuracies on the same images is: images are drawn again with
 * replacement, both answers together (Efron and Tibshirani 1993, chapter 13).
 *
 * @param points accuracy of the first less that of the second, in percentage points
 * @param low lower end of the interval that holds 95 % of the resampled differences
 * @param high upper end
 */
public record PairedBootstrap(double points, double low, double high) {

  /** Samples that are drawn. */
  public static final int RESAMPLES = 10_000;

  private static final double TAIL = 0.025;

  /**
   * Compares.
   *
   * @param first whether each image was classified correctly
   * @param second the same images, in the same order
   * @throws IllegalArgumentException if there are none or not equally many
   */
  public static PairedBootstrap of(boolean[] first, boolean[] second, long seed) {
    int images = first.length;
    if (images == 0 || second.length != images) {
      throw new IllegalArgumentException(
          "%d and %d images cannot be paired".formatted(images, second.length));
    }
    byte[] differences = new byte[images];
    int sum = 0;
    for (int i = 0; i < images; i++) {
      differences[i] = (byte) ((first[i] ? 1 : 0) - (second[i] ? 1 : 0));
      sum += differences[i];
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[] sums = new int[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      for (int i = 0; i < images; i++) {
        sums[r] += differences[random.nextInt(images)];
      }
    }
    Arrays.sort(sums);
    double unit = 100.0 / images;
    int tail = (int) (TAIL * RESAMPLES);
    return new PairedBootstrap(sum * unit, sums[tail] * unit, sums[RESAMPLES - 1 - tail] * unit);
  }

  /** Who is better: the first, the second, or neither for sure. */
  public String winner(String first, String second) {
    return low > 0 ? first : high < 0 ? second : "neither";
  }
}
