package io.requant.lab.internal;

import io.requant.model.dataset.GoldenImages;
import io.requant.model.dataset.LabelledImages;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Chooses a few images to judge engines by: from a seed, as many of each class as the others, and
 * whatever a network makes of them.
 */
final class GoldenChoice {

  private GoldenChoice() {}

  /**
   * Chooses.
   *
   * @param from at least as many as are wanted
   * @param count how many
   * @param seed seed of the shuffle
   */
  static GoldenImages of(LabelledImages from, int count, long seed) {
    List<Deque<Integer>> classes = new ArrayList<>();
    from.classes().forEach(name -> classes.add(new ArrayDeque<>()));
    for (int index : shuffled(from.count(), seed)) {
      classes.get(from.label(index)).add(index);
    }
    int[] chosen = new int[count];
    int next = 0;
    for (int i = 0; i < count; i++) {
      while (classes.get(next).isEmpty()) {
        next = (next + 1) % classes.size();
      }
      chosen[i] = classes.get(next).remove();
      next = (next + 1) % classes.size();
    }
    return GoldenImages.of(from.select(chosen));
  }

  /** Fisher-Yates with {@link Random}, whose numbers the Java specification fixes. */
  private static int[] shuffled(int total, long seed) {
    int[] order = new int[total];
    Random random = new Random(seed);
    for (int i = 0; i < total; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
