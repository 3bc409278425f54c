package io.requant.training.internal.data;

import java.util.SplittableRandom;

/** The order in which an epoch visits the images: a permutation given by seed and epoch. */
public final class EpochOrder {
  private EpochOrder() {}

  /**
   * Shuffles.
   *
   * @param images what is visited
   * @param seed seed of the run
   * @param epoch number of the epoch, from 0
   * @return the elements of {@code images} in another order
   */
  public static int[] of(int[] images, long seed, int epoch) {
    int[] order = new int[images.length];
    SplittableRandom random = Seeds.at(seed, epoch);
    for (int i = 0; i < images.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = images[i];
    }
    return order;
  }
}
