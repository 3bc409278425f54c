package io.requant.quantlstm.internal.compress;

import io.requant.api.report.BarChart;
import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.graph.Conv;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.compare.Comparison;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Option;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report of a run for people: what each policy is worth, and why each layer has its bits. */
final class QuantLstmPage {

  private QuantLstmPage() {}

  static String of(
      SharedNetwork shared,
      LayerCosts costs,
      double[][] sensitivities,
      Optional<TrainedGate> gate,
      List<Comparison> comparisons,
      Map<ResourceLevel, Comparison> compared,
      List<Policy> policies,
      Map<String, Object> values) {
    List<Policy> levels =
        policies.stream().filter(policy -> policy.name().startsWith("level-")).toList();
    ReportPage page =
        new ReportPage("quant-lstm: " + shared.graph().name())
            .figure(
                percent(values.get("top1")),
                "of the test images under "
                    + values.get("headlinePolicy")
                    + "; the float network "
                    + percent(values.get("top1Float"))
                    + ". One set of weights serves all policies below.")
            .heading("Policies")
            .paragraph(
                "Accuracy on all test images, measured once. A level's policy is the one that the"
                    + " hold-out preferred among the ways to choose widths within the level's part"
                    + " of the bit operations and weight bytes of 8 bits.")
            .table(
                List.of("policy", "top-1", "GBOP", "weight bytes"),
                policies.stream()
                    .map(
                        policy ->
                            List.of(
                                policy.name(),
                                policy.accuracy().map(a -> percent(a.top1())).orElse("-"),
                                decimal(policy.cost().bops() / 1e9, 3),
                                Long.toString(policy.cost().weightBytes())))
                    .toList());
    bits(page, shared, costs, levels);
    sensitivities(page, costs, sensitivities);
    comparisons(page, comparisons);
    gate.ifPresent(
        trained -> GateFigures.page(page, trained, shared.graph(), comparisons, compared));
    GateFigures.winners(page, compared);
    return page.heading("Where it came from").entries(origin(values)).html();
  }

  private static void bits(
      ReportPage page, SharedNetwork shared, LayerCosts costs, List<Policy> levels) {
    List<String> names = costs.layers().stream().map(Conv::name).toList();
    BarChart weights = new BarChart("Bits of the weights, by level", names);
    BarChart activations = new BarChart("Bits of what the layer reads, by level", names);
    for (Policy level : levels) {
      List<Option> widths =
          names.stream().map(layer -> QuantLstmResult.widths(shared, level, layer)).toList();
      weights.bars(level.name(), widths.stream().mapToDouble(Option::weightBits).toArray());
      activations.bars(level.name(), widths.stream().mapToDouble(Option::activationBits).toArray());
    }
    page.heading("Bits of each layer").chart(weights).chart(activations);
  }

  private static void sensitivities(ReportPage page, LayerCosts costs, double[][] sensitivities) {
    List<String> names = costs.layers().stream().map(Conv::name).toList();
    page.heading("Why these bits")
        .paragraph(
            "How far the network's answers move when one layer alone gets fewer bits: mean"
                + " Kullback-Leibler divergence from the 8-bit answers on training images. Layers"
                + " with high bars keep their bits longest; the knapsack weighs this against what"
                + " the layer costs.");
    BarChart chart = new BarChart("Divergence, thousandths of a nat", names);
    for (int bits : new int[] {4, 3, 2}) {
      int option = costs.options().indexOf(Option.of(bits));
      if (option >= 0) {
        double[] bars = new double[names.size()];
        for (int l = 0; l < bars.length; l++) {
          bars[l] = 1000 * sensitivities[l][option];
        }
        chart.bars(bits + " bits", bars);
      }
    }
    page.chart(chart);
  }

  private static void comparisons(ReportPage page, List<Comparison> comparisons) {
    List<Comparison> byPart =
        comparisons.stream().sorted(Comparator.comparingDouble(Comparison::part)).toList();
    double[] parts = byPart.stream().mapToDouble(c -> 100 * c.part()).toArray();
    LineChart chart =
        new LineChart("Hold-out accuracy, %", "budget, % of 8 bits", parts).withPoints();
    for (String way : Comparison.WAYS) {
      chart.curve(
          way,
          byPart.stream()
              .mapToDouble(c -> c.of(way) == null ? Double.NaN : 100 * c.of(way).top1())
              .toArray());
    }
    List<List<String>> rows = new ArrayList<>();
    for (Comparison comparison : byPart) {
      for (Comparison.Entry entry : comparison.entries()) {
        rows.add(
            List.of(
                decimal(100 * comparison.part(), 0) + " %",
                entry.way(),
                percent(entry.top1()),
                decimal(entry.divergence(), 4),
                decimal(entry.bops() / 1e9, 3),
                Long.toString(entry.bytes())));
      }
    }
    page.heading("Ways to choose")
        .paragraph(
            "uniform: one width for all layers. random: a random choice that uses the budget up. dp:"
                + " the exact knapsack over the divergences above. gate: the LSTM gate, see below."
                + " oracle: a local search from dp that tries whole networks.")
        .chart(chart)
        .table(List.of("budget", "way", "hold-out", "divergence", "GBOP", "weight bytes"), rows);
  }

  private static Map<String, Object> origin(Map<String, Object> values) {
    Map<String, Object> origin = new java.util.LinkedHashMap<>(values);
    origin.keySet().removeAll(List.of("policies", "layers", "comparisons", "levels"));
    return origin;
  }

  private static String percent(Object part) {
    return part instanceof Double value ? decimal(100 * value, 2) + " %" : "not measured";
  }

  private static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
