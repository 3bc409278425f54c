package io.requant.dscprune.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.dscprune.internal.run.Findings;
import io.requant.dscprune.internal.sensitivity.Sensitivities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What removing channels and layers costs. */
final class SensitivitySection implements ReportSection {
  private static final int CURVES = 6;

  private final Findings findings;
  private final Sensitivities sensitivities;

  SensitivitySection(Findings findings) {
    this.findings = findings;
    this.sensitivities = findings.sensitivities();
  }

  @Override
  public void values(Map<String, Object> report) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("holdoutWithNothingCut", sensitivities.accuracy());
    List<Map<String, Object>> channels = new ArrayList<>();
    sensitivities
        .channels()
        .forEach(
            (name, points) -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("name", name);
              entry.put("pointsLostByPercent", points);
              channels.add(entry);
            });
    values.put("channels", channels);
    values.put("pointsLostByLayer", sensitivities.layers());
    report.put("sensitivity", values);
    List<Map<String, Object>> layers = new ArrayList<>();
    findings
        .search()
        .chosen()
        .plan()
        .channels()
        .forEach(
            (name, kept) -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("name", name);
              entry.put("channelsBefore", findings.graph().shape(name).channels());
              entry.put("channels", kept);
              layers.add(entry);
            });
    report.put("layers", layers);
    report.put("droppedLayers", findings.search().chosen().plan().dropped());
  }

  @Override
  public void page(ReportPage page) {
    page.heading("What channels cost")
        .paragraph(
            "Of one convolution at a time some of the channels were removed, those first that bring"
                + " the least energy into what reads them; then the whole network was fine-tuned for a"
                + " short time. Points are lost against the same fine-tuning with nothing removed ("
                + Numbers.percent(sensitivities.accuracy())
                + " of "
                + Numbers.grouped(findings.origin().judged())
                + " images kept back: a point is within chance).");
    TreeSet<Integer> percents = new TreeSet<>();
    sensitivities.channels().values().forEach(points -> percents.addAll(points.keySet()));
    double[] x = percents.stream().mapToDouble(Integer::intValue).toArray();
    List<Map.Entry<String, TreeMap<Integer, Double>>> all =
        List.copyOf(sensitivities.channels().entrySet());
    for (int from = 0; from < all.size(); from += CURVES) {
      LineChart chart =
          new LineChart("Points lost on the hold-out", "channels removed, %", x).withPoints();
      for (var entry : all.subList(from, Math.min(all.size(), from + CURVES))) {
        chart.curve(
            entry.getKey(),
            percents.stream()
                .mapToDouble(p -> entry.getValue().getOrDefault(p, Double.NaN))
                .toArray());
      }
      page.chart(chart);
    }
    if (!sensitivities.layers().isEmpty()) {
      page.heading("What whole layers cost")
          .chart(
              new BarChart(
                      "Points lost on the hold-out without a separable layer",
                      List.copyOf(sensitivities.layers().keySet()))
                  .bars(
                      "points",
                      sensitivities.layers().values().stream()
                          .mapToDouble(Double::doubleValue)
                          .toArray())
                  .withValues(),
              "Layers that read and give maps of the same shape. Dropped: "
                  + String.join(", ", findings.search().chosen().plan().dropped())
                  + ".");
    }
    Map<String, Integer> kept = findings.search().chosen().plan().channels();
    List<String> names = List.copyOf(kept.keySet());
    page.heading("What was removed")
        .chart(
            new BarChart("Channels", names)
                .bars(
                    "before",
                    names.stream().mapToDouble(n -> findings.graph().shape(n).channels()).toArray())
                .bars("after", names.stream().mapToDouble(kept::get).toArray())
                .withValues(),
            "A depthwise convolution has as many as it reads.");
  }
}
