package io.requant.quantlstm.internal.gate;

import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.Knapsack;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Sensitivities;
import java.util.List;
import java.util.Optional;

/**
 * Choices that a gate is to imitate: the knapsack's optimum under a budget, for all images and for
 * one.
 */
final class GateTeacher {

  private final List<LayerCosts> costs;
  private final Sensitivities sensitivities;
  private final double[][] means;

  /**
   * Prepares.
   *
   * @param costs with the outer layers as wide as wanted first; a narrower one counts where no
   *     choice of those before is within the budget
   */
  GateTeacher(List<LayerCosts> costs, Sensitivities sensitivities) {
    this.costs = List.copyOf(costs);
    this.sensitivities = sensitivities;
    this.means = sensitivities.means();
  }

  /**
   * The best choice for all images; empty if none is within the budget.
   *
   * @param part budget as a part of what the widest costs
   */
  Optional<int[]> forAll(double part) {
    return best(means, part);
  }

  /**
   * The best choice for one image, by the sum of what it and all images say: the image alone says
   * nothing about layers that do not matter to it, and little that is certain about the others.
   */
  Optional<int[]> forImage(int image, double part) {
    double[][] penalties = sensitivities.ofImage(image);
    for (int l = 0; l < penalties.length; l++) {
      for (int o = 0; o < penalties[l].length; o++) {
        penalties[l][o] += means[l][o];
      }
    }
    return best(penalties, part);
  }

  private Optional<int[]> best(double[][] penalties, double part) {
    for (LayerCosts some : costs) {
      Budget budget = LevelBudgets.ofPart(some.graph(), some.fullBits(), part);
      int[] free = free(penalties);
      if (some.within(free, budget)) {
        return Optional.of(free);
      }
      Optional<Knapsack.Solution> found = new Knapsack(some, penalties).solve(budget);
      if (found.isPresent()) {
        return found.map(Knapsack.Solution::choice);
      }
    }
    return Optional.empty();
  }

  /** What would be chosen without a budget. */
  private static int[] free(double[][] penalties) {
    int[] choice = new int[penalties.length];
    for (int l = 0; l < choice.length; l++) {
      for (int o = 1; o < penalties[l].length; o++) {
        choice[l] = penalties[l][o] < penalties[l][choice[l]] ? o : choice[l];
      }
    }
    return choice;
  }
}
