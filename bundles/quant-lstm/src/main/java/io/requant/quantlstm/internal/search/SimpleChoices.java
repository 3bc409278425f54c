package io.requant.quantlstm.internal.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Choices that need no sensitivities: what a search has to beat. */
public final class SimpleChoices {

  private SimpleChoices() {}

  /** The most expensive option that every layer can have within a budget; empty if none can. */
  public static Optional<int[]> uniform(LayerCosts costs, Budget budget) {
    return IntStream.range(0, costs.options().size())
        .boxed()
        .sorted(Comparator.comparing(costs.options()::get, Comparator.reverseOrder()))
        .map(
            option -> {
              int[] choice = new int[costs.layers().size()];
              Arrays.fill(choice, option);
              return choice;
            })
        .filter(choice -> costs.within(choice, budget))
        .findFirst();
  }

  /**
   * A random choice that uses the budget up: from the cheapest options everywhere, layers in random
   * order get random more expensive ones until no layer can.
   */
  public static Optional<int[]> random(LayerCosts costs, Budget budget, SplittableRandom random) {
    List<Integer> byCost =
        IntStream.range(0, costs.options().size())
            .boxed()
            .sorted(Comparator.comparing(costs.options()::get))
            .toList();
    int[] ranks = new int[costs.layers().size()];
    if (!costs.within(choice(ranks, byCost), budget)) {
      return Optional.empty();
    }
    List<int[]> moves = new ArrayList<>();
    do {
      moves.clear();
      for (int l = 0; l < ranks.length; l++) {
        for (int rank = ranks[l] + 1; rank < byCost.size(); rank++) {
          int before = ranks[l];
          ranks[l] = rank;
          if (costs.within(choice(ranks, byCost), budget)) {
            moves.add(new int[] {l, rank});
          }
          ranks[l] = before;
        }
      }
      if (!moves.isEmpty()) {
        int[] move = moves.get(random.nextInt(moves.size()));
        ranks[move[0]] = move[1];
      }
    } while (!moves.isEmpty());
    return Optional.of(choice(ranks, byCost));
  }

  private static int[] choice(int[] ranks, List<Integer> byCost) {
    return Arrays.stream(ranks).map(byCost::get).toArray();
  }
}
