package io.requant.quantlstm.internal.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Improves a choice by looking at whole networks: changes of one layer, or of one up and another
 * down, as long as one helps. What it finds is the nearest thing to an oracle that can be paid for.
 */
public final class LocalSearch {

  private final LayerCosts costs;
  private final ToDoubleFunction<int[]> judge;
  private final int evaluations;
  private final Map<List<Integer>, Double> seen = new HashMap<>();

  /**
   * Prepares.
   *
   * @param judge how bad a choice is; expensive
   * @param evaluations most choices looked at
   */
  public LocalSearch(LayerCosts costs, ToDoubleFunction<int[]> judge, int evaluations) {
    this.costs = costs;
    this.judge = judge;
    this.evaluations = evaluations;
  }

  /** The best choice found within a budget, from one that is within it. */
  public int[] improve(int[] start, Budget budget, SplittableRandom random) {
    int[] best = start.clone();
    double least = badness(best);
    boolean found = true;
    while (found && seen.size() < evaluations) {
      found = false;
      List<int[]> neighbours = neighbours(best, budget, random);
      for (int[] neighbour : neighbours) {
        if (seen.size() >= evaluations) {
          break;
        }
        double badness = badness(neighbour);
        if (badness < least) {
          least = badness;
          best = neighbour;
          found = true;
          break;
        }
      }
    }
    return best;
  }

  private double badness(int[] choice) {
    return seen.computeIfAbsent(
        Arrays.stream(choice).boxed().toList(), key -> judge.applyAsDouble(choice));
  }

  /** Choices that differ in one layer or in two, within the budget, in random order. */
  private List<int[]> neighbours(int[] choice, Budget budget, SplittableRandom random) {
    List<int[]> list = new ArrayList<>();
    int options = costs.options().size();
    for (int a = 0; a < choice.length; a++) {
      for (int o = 0; o < options; o++) {
        int[] one = choice.clone();
        one[a] = o;
        if (o != choice[a] && costs.within(one, budget)) {
          list.add(one);
        }
        for (int b = a + 1; b < choice.length && o != choice[a]; b++) {
          for (int p = 0; p < options; p++) {
            int[] two = one.clone();
            two[b] = p;
            if (p != choice[b] && costs.within(two, budget)) {
              list.add(two);
            }
          }
        }
      }
    }
    for (int i = list.size() - 1; i > 0; i--) {
      java.util.Collections.swap(list, i, random.nextInt(i + 1));
    }
    return list;
  }
}
