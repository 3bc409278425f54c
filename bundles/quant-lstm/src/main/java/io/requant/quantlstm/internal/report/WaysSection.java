package io.requant.quantlstm.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.api.resource.ResourceLevel;
import io.requant.quantlstm.internal.compare.Comparison;
import io.requant.quantlstm.internal.compare.PairedBootstrap;
import io.requant.quantlstm.internal.level.LevelBudgets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** How the ways to choose widths did under the same budgets. */
public final class WaysSection implements ReportSection {

  private final Findings findings;

  /** Shows all comparisons. */
  public WaysSection(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void values(Map<String, Object> report) {
    report.put("comparisons", findings.comparisons().stream().map(WaysSection::values).toList());
    report.put("levels", findings.levels().entrySet().stream().map(WaysSection::level).toList());
  }

  private static Map<String, Object> level(Map.Entry<ResourceLevel, Comparison> level) {
    Map<String, Object> entry = values(level.getValue());
    entry.put("policy", LevelBudgets.policy(level.getKey()));
    level.getValue().best().ifPresent(best -> entry.put("chosenBy", best.way()));
    return entry;
  }

  private static Map<String, Object> values(Comparison comparison) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("part", comparison.part());
    entry.put("bops", comparison.budget().bops());
    entry.put("bytes", comparison.budget().bytes());
    for (Comparison.Entry way : comparison.entries()) {
      Map<String, Object> found = new LinkedHashMap<>();
      found.put("top1Holdout", way.top1());
      found.put("divergence", way.divergence());
      found.put("bops", way.bops());
      found.put("bytes", way.bytes());
      entry.put(way.way(), found);
    }
    if (!comparison.gateAgainst().isEmpty()) {
      Map<String, Object> against = new LinkedHashMap<>();
      comparison.gateAgainst().forEach((way, result) -> against.put(way, values(result, way)));
      entry.put("gateAgainst", against);
    }
    return entry;
  }

  private static Map<String, Object> values(PairedBootstrap result, String way) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("points", result.points());
    entry.put("low95", result.low());
    entry.put("high95", result.high());
    entry.put("better", result.winner(Comparison.GATE, way));
    return entry;
  }

  /** All budgets under which something was found, ascending, each once. */
  List<Comparison> budgets() {
    Map<Double, Comparison> byPart = new LinkedHashMap<>();
    Stream.concat(findings.comparisons().stream(), findings.levels().values().stream())
        .filter(comparison -> !comparison.entries().isEmpty())
        .sorted(Comparator.comparingDouble(Comparison::part))
        .forEach(comparison -> byPart.putIfAbsent(comparison.part(), comparison));
    return List.copyOf(byPart.values());
  }

  @Override
  public void page(ReportPage page) {
    List<Comparison> budgets = budgets();
    page.heading("Ways to choose, under the same budgets");
    if (budgets.isEmpty()) {
      page.paragraph("No way found a choice within any budget.");
      return;
    }
    LineChart chart =
        new LineChart(
                "Accuracy on the hold-out, %",
                "budget, % of " + findings.full(),
                budgets.stream().mapToDouble(c -> 100 * c.part()).toArray())
            .withPoints();
    for (String way : Comparison.WAYS) {
      if (budgets.stream().anyMatch(c -> c.of(way) != null)) {
        chart.curve(
            way,
            budgets.stream()
                .mapToDouble(c -> c.of(way) == null ? Double.NaN : 100 * c.of(way).top1())
                .toArray());
      }
    }
    page.paragraph(
            "uniform: one width for all layers. random: a random choice that uses the budget up."
                + " dp: the exact knapsack over the divergences above. gate: the LSTM gate. oracle:"
                + " a local search from dp that tries whole networks. Budgets bind bit operations"
                + " and weight bytes alike.")
        .chart(chart, findings.holdoutCaption());
    against(page, budgets);
    page.folded(
        "All choices in numbers",
        inside ->
            inside.table(
                List.of("budget", "way", "hold-out", "divergence", "GBOP", "weight bytes"),
                budgets.stream().flatMap(WaysSection::rows).toList()));
  }

  private static Stream<List<String>> rows(Comparison comparison) {
    return comparison.entries().stream()
        .map(
            entry ->
                List.of(
                    budget(comparison),
                    entry.way(),
                    Numbers.percent(entry.top1()),
                    Numbers.decimal(entry.divergence(), 4),
                    Numbers.decimal(entry.bops() / 1e9, 3),
                    Numbers.grouped(entry.bytes())));
  }

  private static String budget(Comparison comparison) {
    return Numbers.decimal(100 * comparison.part(), 0) + " %";
  }

  /** The gate's difference from each other way, with intervals. */
  private void against(ReportPage page, List<Comparison> all) {
    List<Comparison> budgets = all.stream().filter(c -> !c.gateAgainst().isEmpty()).toList();
    if (budgets.isEmpty()) {
      return;
    }
    BarChart chart =
        new BarChart(
            "Gate less the other way, points of hold-out accuracy",
            budgets.stream().map(WaysSection::budget).toList());
    List<List<String>> rows = new ArrayList<>();
    for (String way : Comparison.WAYS) {
      if (budgets.stream().anyMatch(c -> c.gateAgainst().containsKey(way))) {
        chart.bars(
            way,
            values(budgets, way, PairedBootstrap::points),
            values(budgets, way, PairedBootstrap::low),
            values(budgets, way, PairedBootstrap::high));
      }
    }
    for (Comparison comparison : budgets) {
      comparison
          .gateAgainst()
          .forEach(
              (way, result) ->
                  rows.add(
                      List.of(
                          budget(comparison),
                          way,
                          Numbers.signed(result.points()),
                          Numbers.signed(result.low()) + " to " + Numbers.signed(result.high()),
                          result.winner(Comparison.GATE, way))));
    }
    page.chart(
            chart,
            verdict(budgets)
                + " Whiskers: 95 % interval of a paired bootstrap of "
                + Numbers.grouped(PairedBootstrap.RESAMPLES)
                + " samples; "
                + findings.holdoutCaption()
                + ".")
        .folded(
            "The gate against each way in numbers",
            inside ->
                inside.table(List.of("budget", "gate against", "points", "95 %", "better"), rows));
  }

  private static double[] values(
      List<Comparison> budgets, String way, ToDoubleFunction<PairedBootstrap> of) {
    return budgets.stream()
        .map(c -> c.gateAgainst().get(way))
        .mapToDouble(result -> result == null ? Double.NaN : of.applyAsDouble(result))
        .toArray();
  }

  /** How often the gate is surely better or worse. */
  static String verdict(List<Comparison> budgets) {
    int better = 0;
    int worse = 0;
    int all = 0;
    for (Comparison comparison : budgets) {
      for (PairedBootstrap result : comparison.gateAgainst().values()) {
        all++;
        better += result.low() > 0 ? 1 : 0;
        worse += result.high() < 0 ? 1 : 0;
      }
    }
    return "Of %d comparisons the gate is surely better in %d and surely worse in %d."
        .formatted(all, better, worse);
  }
}
