package io.requant.model.dataset;

import java.util.Arrays;
import java.util.Random;

/**
 * Which training images are kept back for hyper-parameters, early stopping and sensitivities: the
 * last ones after a seeded shuffle. Everything that selects uses this one definition.
 */
public final class Holdout {

  /** Usual number of images kept back. */
  public static final int SIZE = 5000;

  /** Usual seed. */
  public static final long SEED = 20;

  private Holdout() {}

  /**
   * Indices of the images kept back, in shuffled order.
   *
   * @param total number of training images
   * @param n number to keep back, 0..total
   * @param seed seed of the shuffle
   */
  public static int[] indices(int total, int n, long seed) {
    return Arrays.copyOfRange(shuffled(total, n, seed), total - n, total);
  }

  /** Indices of the images not kept back, ascending. Parameters as for {@link #indices}. */
  public static int[] rest(int total, int n, long seed) {
    int[] rest = Arrays.copyOf(shuffled(total, n, seed), total - n);
    Arrays.sort(rest);
    return rest;
  }

  /** Fisher-Yates with {@link Random}, whose numbers the Java specification fixes. */
  private static int[] shuffled(int total, int n, long seed) {
    if (n < 0 || n > total) {
      throw new IllegalArgumentException(
          "cannot keep back " + n + " of " + total + " training images");
    }
    int[] order = new int[total];
    Arrays.setAll(order, i -> i);
    Random random = new Random(seed);
    for (int i = total - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
