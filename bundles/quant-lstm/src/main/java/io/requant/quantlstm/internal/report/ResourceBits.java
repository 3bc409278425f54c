package io.requant.quantlstm.internal.report;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.quantlstm.internal.compare.BudgetComparisons;
import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.Knapsack;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Widths of every layer when so much of the resources is left (Fig. 16 of paper 1): what the search
 * and the gate choose within that part of the bit operations and of the weight bytes of the widest
 * width.
 */
final class ResourceBits {

  private ResourceBits() {}

  /**
   * One choice.
   *
   * @param percent resources left
   * @param outerBits width of the outer layers
   * @param withinBytes whether the bytes are within the budget too; if nothing is, only the bit
   *     operations are
   * @param widths by layer; what reads no point has 8 bits
   * @param bops bit operations
   * @param bytes bytes of weights
   */
  record Row(
      int percent, int outerBits, boolean withinBytes, List<Option> widths, long bops, long bytes) {

    double meanWeightBits(int from, int to) {
      return widths.subList(from, to).stream().mapToInt(Option::weightBits).average().orElse(0);
    }
  }

  /** The best way to choose: by the sum of divergences. */
  static List<Row> bySearch(Findings findings) {
    return rows(
        findings,
        (costs, budget, part) ->
            new Knapsack(costs, findings.ways().sensitivities())
                .solve(budget)
                .map(Knapsack.Solution::choice));
  }

  /** What the gate finds most likely; empty without a gate. */
  static List<Row> byGate(Findings findings) {
    return findings
        .ways()
        .gate()
        .map(gate -> rows(findings, (costs, budget, part) -> gate.choice(costs, budget, part)))
        .orElse(List.of());
  }

  /** A way to choose. */
  private interface Chooser {
    Optional<int[]> choose(LayerCosts costs, Budget budget, double part);
  }

  /** The shares of both panels of the figure, ascending, each once. */
  static List<Integer> shares() {
    return PaperFigures.FIGURE_16.stream().flatMap(List::stream).sorted().distinct().toList();
  }

  private static List<Row> rows(Findings findings, Chooser chooser) {
    List<Row> rows = new ArrayList<>();
    for (int percent : shares()) {
      Budget both =
          LevelBudgets.ofPart(
              findings.shared().graph(), findings.shared().masterBits(), percent / 100.0);
      Budget bops = new Budget(both.bops(), Long.MAX_VALUE);
      row(findings, chooser, percent, both)
          .or(() -> row(findings, chooser, percent, bops))
          .ifPresent(rows::add);
    }
    return rows;
  }

  private static Optional<Row> row(Findings findings, Chooser chooser, int percent, Budget budget) {
    QuantizationPoints points = findings.shared().points();
    for (int outer : findings.shared().outerWidths()) {
      LayerCosts costs = BudgetComparisons.costs(findings.shared(), outer);
      Optional<int[]> choice = chooser.choose(costs, budget, percent / 100.0);
      if (choice.isPresent()) {
        List<Option> widths = new ArrayList<>();
        for (int l = 0; l < choice.get().length; l++) {
          Option option = costs.options().get(choice.get()[l]);
          boolean reads = points.readBy(costs.layers().get(l)) != null;
          int activations = reads ? option.activationBits() : InputEncoder.BITS;
          widths.add(new Option(option.weightBits(), activations));
        }
        return Optional.of(
            new Row(
                percent,
                outer,
                budget.bytes() < Long.MAX_VALUE,
                widths,
                costs.bops(choice.get()),
                costs.bytes(choice.get())));
      }
    }
    return Optional.empty();
  }
}
