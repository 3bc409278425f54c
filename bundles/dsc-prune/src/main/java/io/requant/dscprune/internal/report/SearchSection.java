package io.requant.dscprune.internal.report;

import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.dscprune.internal.run.Findings;
import io.requant.dscprune.internal.search.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was searched for, and what nothing beats. */
final class SearchSection implements ReportSection {
  private static final double MEGA = 1e6;

  private final Findings.Search search;

  SearchSection(Findings findings) {
    this.search = findings.search();
  }

  @Override
  public void values(Map<String, Object> report) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("separableLayers", search.limits().layers());
    limits.put("macs", search.limits().macs());
    limits.put("weightBytes", search.limits().weightBytes());
    limits.put("device", search.device());
    limits.put("framesPerSecond", search.framesPerSecond());
    limits.put("clockHertz", search.clockHertz());
    values.put("limits", limits);
    values.put("hardwareEstimator", search.estimator());
    values.put("candidates", search.candidates().size());
    values.put("front", search.front().stream().map(SearchSection::values).toList());
    values.put("chosen", values(search.chosen()));
    report.put("search", values);
  }

  private static Map<String, Object> values(Candidate c) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("side", c.plan().side());
    entry.put("dropped", c.plan().dropped());
    entry.put("channels", c.plan().channels());
    entry.put("expectedHoldout", c.accuracy());
    entry.put("macs", c.size().macs());
    entry.put("weights", c.size().weights());
    c.hardware().ifPresent(h -> entry.put("hardware", HardwareColumns.values(h)));
    return entry;
  }

  @Override
  public void page(ReportPage page) {
    List<List<String>> rows = new ArrayList<>();
    for (Candidate c : search.front()) {
      List<String> row = new ArrayList<>();
      row.add(c.equals(search.chosen()) ? "made" : "");
      row.add(c.plan().side() + "x" + c.plan().side());
      row.add(Numbers.percent(c.accuracy()));
      row.add(Numbers.decimal(c.size().macs() / MEGA, 2));
      row.add(Numbers.grouped(c.size().weights()));
      row.addAll(HardwareColumns.cells(c.hardware(), search));
      rows.add(row);
    }
    List<String> head =
        new ArrayList<>(List.of("", "images", "expected", "MMAC", "weights = bytes"));
    head.addAll(HardwareColumns.HEAD);
    page.heading("What the search found")
        .paragraph(
            "At most %d separable layers, %s multiply-adds and %s weights; %s. Of %d plans, within these and tighter limits, those that nothing beats. Expected is the hold-out's accuracy after a short fine-tuning if losses added up: it ranks plans, it promises nothing."
                .formatted(
                    search.limits().layers(),
                    Numbers.grouped(search.limits().macs()),
                    Numbers.grouped(search.limits().weightBytes()),
                    wish(),
                    search.candidates().size()));
    if (search.front().size() > 1) {
      page.chart(
          new LineChart(
                  "Expected accuracy on the hold-out, %",
                  "million multiply-adds",
                  search.front().stream()
                      .mapToDouble(c -> c.size().macs() / MEGA)
                      .sorted()
                      .toArray())
              .computed(
                  "not beaten",
                  search.front().stream()
                      .sorted(java.util.Comparator.comparingLong(c -> c.size().macs()))
                      .mapToDouble(c -> 100 * c.accuracy())
                      .toArray())
              .withPoints());
    }
    page.table(head, rows);
  }

  private String wish() {
    if (search.device().isEmpty()) {
      return "no device was asked for";
    }
    String wish =
        search.device()
            + " at "
            + Numbers.decimal(search.clockHertz() / MEGA, 1)
            + " MHz and "
            + Numbers.decimal(search.framesPerSecond(), 0)
            + " frames a second";
    return search.estimator()
        ? wish + " (estimated; " + PaperFigures.NAME + ": " + PaperFigures.HARDWARE + ")"
        : wish + " could not be looked at: no hardware estimator is here";
  }
}
