package io.requant.camera.internal;

import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The order in which a scene's exposures come. A shuffled list has a new order in every round, all
 * of them given by the seed.
 */
final class Playlist {

  private int[] order;
  private final boolean loop;
  private final SplittableRandom random;
  private int at;

  /**
   * Makes a list.
   *
   * @param size exposures of the scene
   * @param limit only so many of them, the first ones; 0 for all
   * @param loop whether it begins again at its end
   * @param shuffle whether the order is random
   * @param seed gives the random orders
   */
  Playlist(int size, int limit, boolean loop, boolean shuffle, long seed) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit " + limit + ": 0 (all) or more is possible");
    }
    this.order = IntStream.range(0, limit == 0 ? size : Math.min(size, limit)).toArray();
    this.loop = loop;
    this.random = shuffle ? new SplittableRandom(seed) : null;
    shuffle();
  }

  /** The next exposure's index; empty at the end. */
  OptionalInt next() {
    if (at == order.length) {
      if (!loop || order.length == 0) {
        return OptionalInt.empty();
      }
      at = 0;
      shuffle();
    }
    return OptionalInt.of(order[at++]);
  }

  /** Takes the exposure given last off the list for good. */
  void drop() {
    int dropped = order[--at];
    order = IntStream.of(order).filter(index -> index != dropped).toArray();
  }

  private void shuffle() {
    if (random == null) {
      return;
    }
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }
}
