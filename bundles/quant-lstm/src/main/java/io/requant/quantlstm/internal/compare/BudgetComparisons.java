package io.requant.quantlstm.internal.compare;

import io.requant.api.resource.ResourceLevel;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the ways to choose widths; the outer layers give way to a budget if they must. */
public final class BudgetComparisons {

  /** Widths of activations that narrower weights may read. */
  private static final List<Integer> WIDER = List.of(8, 4);

  private static final List<Double> PARTS = List.of(0.75, 0.6, 0.5, 0.4, 0.33, 0.28);

  private final Bench bench;
  private final Ways ways;
  private final Map<Double, Comparison> found = new HashMap<>();

  /**
   * Prepares.
   *
   * @param bench makes and judges policies
   * @param ways what the ways to choose go by
   */
  public BudgetComparisons(Bench bench, Ways ways) {
    this.bench = bench;
    this.ways = ways;
  }

  /** What every layer can be given, the widest first, with the outer layers at a width. */
  public static LayerCosts costs(SharedNetwork shared, int outerBits) {
    List<Option> options = new ArrayList<>();
    for (int weights : shared.widths()) {
      for (int activations : shared.widths()) {
        boolean wider = weights <= 4 && activations > weights;
        if (activations == weights || (wider && WIDER.contains(activations))) {
          options.add(new Option(weights, activations));
        }
      }
    }
    options.sort(Comparator.reverseOrder());
    return new LayerCosts(shared.graph(), shared.points(), options, outerBits);
  }

  /** All ways under a part of what the widest width costs; found once. */
  public Comparison under(double part) {
    return found.computeIfAbsent(
        part,
        p -> under(p, LevelBudgets.ofPart(bench.shared().graph(), bench.shared().masterBits(), p)));
  }

  /**
   * Parts of what the widest width costs under which the ways are compared: those that most sets of
   * widths allow, or for sets that reach less far down, as many between the least and all.
   */
  public static List<Double> parts(SharedNetwork shared) {
    double least = leastPart(shared);
    if (least <= PARTS.get(PARTS.size() - 1)) {
      return PARTS;
    }
    List<Double> parts = new ArrayList<>();
    for (int i = PARTS.size() - 1; i >= 0; i--) {
      parts.add(least + (1 - least) * (i + 0.5) / PARTS.size());
    }
    return parts;
  }

  /** What the cheapest choice costs as a part of the widest. */
  private static double leastPart(SharedNetwork shared) {
    List<Integer> outer = shared.outerWidths();
    LayerCosts costs = costs(shared, outer.get(outer.size() - 1));
    int[] cheapest = new int[costs.layers().size()];
    Arrays.fill(cheapest, costs.options().size() - 1);
    Budget full = LevelBudgets.full(shared.graph(), shared.masterBits());
    return Math.max(
        costs.bops(cheapest) / (double) full.bops(), costs.bytes(cheapest) / (double) full.bytes());
  }

  /** All ways under the budget of a level. */
  public Comparison of(ResourceLevel level) {
    return under(level.percent() / 100.0);
  }

  /** The policy of a level, of the way that the hold-out prefers; empty if none is within. */
  public Optional<Policy> policy(ResourceLevel level, Comparison comparison) {
    return comparison
        .best()
        .map(
            best ->
                bench
                    .maker(costs(bench.shared(), comparison.outerBits()))
                    .make(LevelBudgets.policy(level), best.choice()));
  }

  private Comparison under(double part, Budget budget) {
    Comparison last = null;
    for (int outer : bench.shared().outerWidths()) {
      LayerCosts costs = costs(bench.shared(), outer);
      last = new ChoiceComparison(bench, ways, costs).under(part, budget);
      if (!last.entries().isEmpty()) {
        return last;
      }
    }
    return last;
  }
}
