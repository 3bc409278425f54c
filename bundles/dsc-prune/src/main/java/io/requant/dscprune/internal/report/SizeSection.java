package io.requant.dscprune.internal.report;

import io.requant.api.hardware.HardwareEstimate;
import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.dscprune.internal.run.Findings;
import io.requant.dscprune.internal.search.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What images of other sizes cost and save. */
final class SizeSection implements ReportSection {
  private static final double MEGA = 1e6;

  private final Findings findings;

  SizeSection(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void values(Map<String, Object> report) {
    List<Map<String, Object>> sides = new ArrayList<>();
    for (Candidate c : findings.sides()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("side", c.plan().side());
      entry.put("holdout", c.accuracy());
      entry.put("macs", c.size().macs());
      entry.put("classifierMacs", c.size().classifierMacs());
      entry.put("peakFeatureMaps", c.size().peakMaps());
      c.hardware().ifPresent(h -> entry.put("hardware", HardwareColumns.values(h)));
      sides.add(entry);
    }
    report.put("sizes", sides);
  }

  @Override
  public void page(ReportPage page) {
    double[] x = each(c -> c.plan().side());
    List<List<String>> rows = new ArrayList<>();
    for (Candidate c : findings.sides()) {
      List<String> row = new ArrayList<>();
      row.add(c.plan().side() + "x" + c.plan().side());
      row.add(Numbers.percent(c.accuracy()));
      row.add(Numbers.decimal(c.size().macs() / MEGA, 2));
      row.add(Numbers.grouped(c.size().classifierMacs()));
      row.add(Numbers.grouped(c.size().peakMaps()));
      row.addAll(HardwareColumns.cells(c.hardware(), findings.search()));
      rows.add(row);
    }
    List<String> head =
        new ArrayList<>(
            List.of("images", "hold-out", "MMAC", "MAC of the classifier", "peak of maps, bytes"));
    head.addAll(HardwareColumns.HEAD);
    page.heading("Size of the images")
        .paragraph(
            "The whole network, nothing removed, after a short fine-tuning with images brought to"
                + " each size. The classifier reads the mean of each map, so it costs the same at"
                + " every size.")
        .chart(
            new LineChart("Accuracy on the hold-out, %", "rows and columns", x)
                .curve("hold-out", each(c -> 100 * c.accuracy()))
                .withPoints())
        .chart(
            new LineChart("Million multiply-adds", "rows and columns", x)
                .computed("MMAC", each(c -> c.size().macs() / MEGA))
                .withPoints());
    if (findings.search().estimator()) {
      page.chart(
          new LineChart("Milliseconds between frames on the device", "rows and columns", x)
              .computed("ms", each(c -> c.hardware().map(SizeSection::millis).orElse(Double.NaN)))
              .withPoints());
    }
    page.table(head, rows);
  }

  private static double millis(HardwareEstimate estimate) {
    return 1000 / estimate.framesPerSecond();
  }

  private double[] each(java.util.function.ToDoubleFunction<Candidate> value) {
    return findings.sides().stream().mapToDouble(value).toArray();
  }
}
