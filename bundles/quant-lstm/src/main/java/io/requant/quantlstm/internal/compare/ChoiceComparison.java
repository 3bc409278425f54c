package io.requant.quantlstm.internal.compare;

import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.Knapsack;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.LocalSearch;
import io.requant.quantlstm.internal.search.PolicyMaker;
import io.requant.quantlstm.internal.search.SimpleChoices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Lets every way choose widths under a budget and measures what comes of it. */
final class ChoiceComparison {

  private final Bench bench;
  private final Ways ways;
  private final LayerCosts costs;
  private final PolicyMaker maker;

  ChoiceComparison(Bench bench, Ways ways, LayerCosts costs) {
    this.bench = bench;
    this.ways = ways;
    this.costs = costs;
    this.maker = bench.maker(costs);
  }

  /** All ways under a budget. */
  Comparison under(double part, Budget budget) {
    SplittableRandom random = new SplittableRandom(ways.seed());
    List<Comparison.Entry> entries = new ArrayList<>();
    SimpleChoices.uniform(costs, budget).ifPresent(c -> add(entries, "uniform", c));
    SimpleChoices.random(costs, budget, random).ifPresent(c -> add(entries, "random", c));
    Optional<int[]> best =
        new Knapsack(costs, ways.sensitivities()).solve(budget).map(Knapsack.Solution::choice);
    best.ifPresent(choice -> add(entries, "dp", choice));
    ways.gate()
        .flatMap(TrainedGate::tuning)
        .flatMap(tuning -> tuning.before().choice(costs, budget, part))
        .ifPresent(choice -> add(entries, Comparison.IMITATION, choice));
    ways.gate()
        .flatMap(trained -> trained.choice(costs, budget, part))
        .ifPresent(choice -> add(entries, Comparison.GATE, choice));
    if (best.isPresent() && ways.evaluations() > 0) {
      LocalSearch search = new LocalSearch(costs, this::divergence, ways.evaluations());
      add(entries, "oracle", search.improve(best.get(), budget, random));
    }
    return Comparison.of(part, budget, costs.outerBits(), entries, ways.seed());
  }

  /** Measures a choice, unless another way came to it too. */
  private void add(List<Comparison.Entry> entries, String way, int[] choice) {
    entries.add(
        entries.stream()
            .filter(entry -> Arrays.equals(entry.choice(), choice))
            .findFirst()
            .map(entry -> entry.by(way))
            .orElseGet(() -> measured(way, choice)));
  }

  private Comparison.Entry measured(String way, int[] choice) {
    return new Comparison.Entry(
        way,
        choice,
        costs.bops(choice),
        costs.bytes(choice),
        divergence(choice),
        bench.holdout().answers(maker.make(way, choice)).correct());
  }

  private double divergence(int[] choice) {
    return bench.divergence(maker.make("trial", choice));
  }
}
