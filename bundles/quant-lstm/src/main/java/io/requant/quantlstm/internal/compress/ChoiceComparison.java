package io.requant.quantlstm.internal.compress;

import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.Knapsack;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.LocalSearch;
import io.requant.quantlstm.internal.search.NetworkJudge;
import io.requant.quantlstm.internal.search.NetworkJudge.Answers;
import io.requant.quantlstm.internal.search.PolicyMaker;
import io.requant.quantlstm.internal.search.SimpleChoices;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Lets every way choose widths under a budget and measures what comes of it. */
final class ChoiceComparison {

  private final LayerCosts costs;
  private final PolicyMaker maker;
  private final NetworkJudge judge;
  private final Answers reference;
  private final NetworkJudge holdout;
  private final double[][] sensitivities;
  private final int evaluations;
  private final long seed;

  ChoiceComparison(
      LayerCosts costs,
      PolicyMaker maker,
      NetworkJudge judge,
      Answers reference,
      NetworkJudge holdout,
      double[][] sensitivities,
      int evaluations,
      long seed) {
    this.costs = costs;
    this.maker = maker;
    this.judge = judge;
    this.reference = reference;
    this.holdout = holdout;
    this.sensitivities = sensitivities;
    this.evaluations = evaluations;
    this.seed = seed;
  }

  /** All ways under a budget. */
  Comparison under(double part, Budget budget) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Comparison.Entry> entries = new ArrayList<>();
    SimpleChoices.uniform(costs, budget).ifPresent(c -> entries.add(entry("uniform", c)));
    SimpleChoices.random(costs, budget, random).ifPresent(c -> entries.add(entry("random", c)));
    new Knapsack(costs, sensitivities)
        .solve(budget)
        .ifPresent(
            best -> {
              entries.add(entry("dp", best.choice()));
              if (evaluations > 0) {
                LocalSearch search = new LocalSearch(costs, this::divergence, evaluations);
                entries.add(entry("oracle", search.improve(best.choice(), budget, random)));
              }
            });
    return new Comparison(part, budget, costs.outerBits(), entries);
  }

  private Comparison.Entry entry(String way, int[] choice) {
    return new Comparison.Entry(
        way,
        choice,
        costs.bops(choice),
        costs.bytes(choice),
        divergence(choice),
        holdout.answers(maker.make(way, choice)).top1());
  }

  private double divergence(int[] choice) {
    return NetworkJudge.divergence(reference, judge.answers(maker.make("trial", choice)));
  }
}
