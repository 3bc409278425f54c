package io.requant.quantlstm.internal.report;

import io.requant.api.report.HeatMap;
import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.model.graph.Conv;
import io.requant.quantlstm.internal.report.ResourceBits.Row;
import io.requant.quantlstm.internal.search.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Fig. 16 of paper 1: bits of every layer over the resources that are left. */
public final class ResourceBitsSection implements ReportSection {

  private static final String[] THIRDS = {"first third", "middle third", "last third"};

  private final Findings findings;
  private final List<Row> search;
  private final List<Row> gate;

  /** Lets the search, and the gate if there is one, choose. */
  public ResourceBitsSection(Findings findings) {
    this.findings = findings;
    this.search = ResourceBits.bySearch(findings);
    this.gate = ResourceBits.byGate(findings);
  }

  @Override
  public void values(Map<String, Object> report) {
    Map<String, Object> figure = new LinkedHashMap<>();
    figure.put("sharesOfPaper", PaperFigures.FIGURE_16);
    figure.put("layers", names());
    figure.put("bySearch", search.stream().map(ResourceBitsSection::values).toList());
    figure.put("byGate", gate.stream().map(ResourceBitsSection::values).toList());
    report.put("figure16", figure);
  }

  private static Map<String, Object> values(Row row) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("percentLeft", row.percent());
    entry.put("weightBits", row.widths().stream().map(Option::weightBits).toList());
    entry.put("activationBits", row.widths().stream().map(Option::activationBits).toList());
    entry.put("outerBits", row.outerBits());
    entry.put("bops", row.bops());
    entry.put("weightBytes", row.bytes());
    entry.put("withinBytes", row.withinBytes());
    return entry;
  }

  private List<String> names() {
    return findings.costs().layers().stream().map(Conv::name).toList();
  }

  @Override
  public void page(ReportPage page) {
    page.heading("Fig. 16: bits over the resources left")
        .paragraph(
            "Rows: resources left, as a part of the bit operations and weight bytes of "
                + findings.full()
                + " (the"
                + " shares of both panels of "
                + PaperFigures.NAME
                + "'s figure). Columns: layers in computing order. Outer layers are not shown:"
                + " they keep "
                + search.stream().mapToInt(Row::outerBits).max().orElse(8)
                + " bits where that is possible.")
        .chart(
            map("Bits of the weights, by the search", search, Option::weightBits),
            "Exact knapsack over the divergences of "
                + findings.sensitivityCaption()
                + ". "
                + starred())
        .chart(
            map("Bits of what the layer reads, by the search", search, Option::activationBits),
            "The same choices. " + findings.streams());
    if (search.size() > 1) {
      page.chart(thirds(), finding());
    }
    if (!gate.isEmpty()) {
      page.folded(
          "The same as the LSTM gate chooses",
          inside ->
              inside
                  .chart(
                      map("Bits of the weights, by the gate", gate, Option::weightBits),
                      "The most likely choice within the budget. " + starred())
                  .chart(
                      map(
                          "Bits of what the layer reads, by the gate",
                          gate,
                          Option::activationBits),
                      "The same choices."));
    }
  }

  private String starred() {
    return search.stream().allMatch(Row::withinBytes)
        ? "All are within both."
        : "*: no choice has so few weight bytes; within the bit operations only.";
  }

  private HeatMap map(String title, List<Row> rows, ToDoubleFunction<Option> bits) {
    HeatMap map = new HeatMap(title, names());
    for (Row row : rows) {
      map.row(
          row.percent() + " %" + (row.withinBytes() ? "" : " *"),
          row.widths().stream().mapToDouble(bits).toArray());
    }
    return map;
  }

  private LineChart thirds() {
    LineChart chart =
        new LineChart(
                "Mean bits of the weights, by depth",
                "resources left, %",
                search.stream().mapToDouble(Row::percent).toArray())
            .withPoints();
    for (int third = 0; third < THIRDS.length; third++) {
      int t = third;
      chart.curve(THIRDS[t], search.stream().mapToDouble(row -> mean(row, t)).toArray());
    }
    return chart;
  }

  private static double mean(Row row, int third) {
    int layers = row.widths().size();
    return row.meanWeightBits(third * layers / 3, (third + 1) * layers / 3);
  }

  /** What the paper says of its figure, and whether ours says the same. */
  String finding() {
    int rises = 0;
    int early = 0;
    for (int r = 0; r < search.size(); r++) {
      Row row = search.get(r);
      int layers = row.widths().size();
      if (r > 0
          && row.meanWeightBits(0, layers) >= search.get(r - 1).meanWeightBits(0, layers) - 1e-9) {
        rises++;
      }
      early += mean(row, 0) >= mean(row, 2) ? 1 : 0;
    }
    String format =
        "Paper 1: bits rise with the resources, early blocks are high and late ones low. Ours: the mean"
            + " width rises or stays in %d of %d steps; the first third of the layers is at least"
            + " as wide as the last at %d of %d shares.";
    return format.formatted(rises, search.size() - 1, early, search.size());
  }
}
