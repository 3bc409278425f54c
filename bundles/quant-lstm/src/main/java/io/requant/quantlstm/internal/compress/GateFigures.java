package io.requant.quantlstm.internal.compress;

import io.requant.api.report.ReportPage;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.policy.Cost;
import io.requant.quantlstm.internal.gate.LstmGate;
import io.requant.quantlstm.internal.gate.TrainedGate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the gate costs (Fig. 17 of paper 1) and how it did against the other ways to choose. */
final class GateFigures {

  private GateFigures() {}

  /** The gate's costs, in numbers and as parts of the network's. */
  static Map<String, Object> costs(TrainedGate trained, Graph graph) {
    LstmGate gate = trained.gate();
    Cost eight = CostModel.uniform(graph, 8, 8);
    Cost floats = CostModel.uniform(graph, 16, 16);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("parameters", gate.parameterCount());
    values.put("bytes", gate.bytes());
    values.put("bytesToEightBitWeights", gate.bytes() / (double) eight.weightBytes());
    values.put("bytesToFloatWeights", gate.bytes() / (2.0 * floats.weightBytes()));
    values.put("macs", gate.macs());
    values.put("macsToNetwork", gate.macs() / (double) eight.macs());
    values.put("options", gate.options().stream().map(Object::toString).toList());
    values.put("images", trained.images());
    values.put("crossEntropyAllImages", trained.levelLoss());
    values.put("crossEntropySingleImages", trained.imageLoss());
    trained
        .tuning()
        .ifPresent(
            tuning -> {
              values.put("gumbelEpochs", tuning.epochs());
              values.put("gumbelImages", tuning.images());
              values.put("gumbelLoss", tuning.loss());
              values.put("gumbelSeconds", tuning.seconds());
            });
    return values;
  }

  /** Differences of one comparison, by the way that the gate was compared with. */
  static Map<String, Object> against(Comparison comparison) {
    Map<String, Object> values = new LinkedHashMap<>();
    comparison
        .gateAgainst()
        .forEach(
            (way, result) -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("points", result.points());
              entry.put("low95", result.low());
              entry.put("high95", result.high());
              entry.put("better", result.winner(Comparison.GATE, way));
              values.put(way, entry);
            });
    return values;
  }

  /** Adds the part of the page that is about the gate. */
  static void page(
      ReportPage page,
      TrainedGate trained,
      Graph graph,
      List<Comparison> comparisons,
      Map<ResourceLevel, Comparison> levels) {
    List<List<String>> rows = new ArrayList<>();
    comparisons.forEach(c -> rows(rows, percent(c.part()) + " %", c));
    levels.forEach((level, c) -> rows(rows, "level " + level.percent(), c));
    Map<String, Object> costs = costs(trained, graph);
    page.heading("The gate")
        .paragraph(
            "An LSTM that looks at the mean of every channel that a layer reads and at the level,"
                + " and says how likely each option of the layer is. A policy is the most likely"
                + " choice within the budget, over "
                + trained.images()
                + " training images. For one image it needs "
                + costs.get("macs")
                + " multiply-adds, "
                + percent(costs.get("macsToNetwork"))
                + " % of the network's (paper 1: 0.04 % of a block), and "
                + costs.get("bytes")
                + " bytes: "
                + percent(costs.get("bytesToEightBitWeights"))
                + " % of the network's weights at 8 bits, "
                + percent(costs.get("bytesToFloatWeights"))
                + " % of those at 32 (paper 1, Fig. 17: 4.11 and 8.11 % of two ResNets, 5.56 % of"
                + " MobileNetV2).")
        .paragraph(
            "Hold-out accuracy of the gate's choice less that of each other way, in points, with"
                + " the 95 % interval of a paired bootstrap of "
                + PairedBootstrap.RESAMPLES
                + " samples.")
        .table(List.of("budget", "gate against", "points", "95 %", "better"), rows);
  }

  /** Adds the ways that the policies of the levels come from. */
  static void winners(ReportPage page, Map<ResourceLevel, Comparison> levels) {
    List<List<String>> rows = new ArrayList<>();
    levels.forEach(
        (level, comparison) ->
            comparison
                .best()
                .ifPresent(
                    best ->
                        rows.add(
                            List.of(
                                Integer.toString(level.percent()),
                                best.way(),
                                percent(best.top1()) + " %"))));
    page.heading("Who chose the levels' widths")
        .paragraph(
            "The way whose choice the hold-out prefers, the cheaper one of equals. Of ways that"
                + " came to the same choice the first is named.")
        .table(List.of("level", "way", "hold-out"), rows);
  }

  private static void rows(List<List<String>> rows, String budget, Comparison comparison) {
    comparison
        .gateAgainst()
        .forEach(
            (way, result) ->
                rows.add(
                    List.of(
                        budget,
                        way,
                        signed(result.points()),
                        signed(result.low()) + " to " + signed(result.high()),
                        result.winner(Comparison.GATE, way))));
  }

  private static String signed(double points) {
    return String.format(Locale.ROOT, "%+.2f", points);
  }

  private static String percent(Object part) {
    return String.format(Locale.ROOT, "%.4g", 100 * (Double) part);
  }
}
