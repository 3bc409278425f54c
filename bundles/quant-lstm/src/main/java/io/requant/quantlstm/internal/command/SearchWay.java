package io.requant.quantlstm.internal.command;

import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.search.Knapsack;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.LocalSearch;
import io.requant.quantlstm.internal.search.SimpleChoices;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The ways to choose widths that a search offers. */
enum SearchWay {
  /** The least sum of divergences within the budget, exactly. */
  DP(
      "These have the least sum of divergences of all that fit the budget; no "
          + "other choice has a smaller one."),
  /** The best of whole networks near that of {@link #DP}. */
  ORACLE(
      "These start from the least sum of divergences and were changed as long "
          + "as whole networks answered better."),
  /** What the gate in the model finds most likely within the budget. */
  GATE("These are what the gate in the model finds most likely of all that " + "fits the budget."),
  /** The widest option that all layers can have. */
  UNIFORM("This is the widest option that every layer can have within the budget."),
  /** Options by chance, as wide as the budget allows. */
  RANDOM("These were drawn by chance, as wide as the budget allows.");

  private final String explanation;

  SearchWay(String explanation) {
    this.explanation = explanation;
  }

  /** What was chosen, in a sentence. */
  String explanation() {
    return explanation;
  }

  /**
   * The way itself.
   *
   * @param gate the gate, asked for {@link #GATE} only
   * @param evaluations whole networks that {@link #ORACLE} may look at for a budget
   * @param seed of what is random
   */
  PolicySearch.Way way(Supplier<TrainedGate> gate, int evaluations, long seed) {
    return switch (this) {
      case DP ->
          (costs, sensitivities, budget, divergence) ->
              new Knapsack(costs, sensitivities).solve(budget).map(Knapsack.Solution::choice);
      case ORACLE ->
          (costs, sensitivities, budget, divergence) ->
              new Knapsack(costs, sensitivities)
                  .solve(budget)
                  .map(
                      best ->
                          new LocalSearch(costs, divergence, evaluations)
                              .improve(best.choice(), budget, new SplittableRandom(seed)));
      case GATE -> {
        TrainedGate trained = gate.get();
        yield (costs, sensitivities, budget, divergence) ->
            trained.choice(
                costs, budget, budget.part(costs.bops(base(costs)), costs.bytes(base(costs))));
      }
      case UNIFORM ->
          (costs, sensitivities, budget, divergence) -> SimpleChoices.uniform(costs, budget);
      case RANDOM ->
          (costs, sensitivities, budget, divergence) ->
              SimpleChoices.random(costs, budget, new SplittableRandom(seed));
    };
  }

  private static int[] base(LayerCosts costs) {
    return new int[costs.layers().size()];
  }
}
