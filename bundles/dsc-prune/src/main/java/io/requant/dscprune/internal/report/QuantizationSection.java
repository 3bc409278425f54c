package io.requant.dscprune.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.dscprune.internal.run.Findings;
import io.requant.dscprune.internal.run.Quantized;
import io.requant.dscprune.internal.run.Stage;
import io.requant.training.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Integers without and with training, and the curves of all trainings. */
final class QuantizationSection implements ReportSection {
  private static final double GIGA = 1e9;

  private final Findings findings;

  QuantizationSection(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void values(Map<String, Object> report) {
    List<Map<String, Object>> policies = new ArrayList<>();
    for (Quantized q : findings.quantized()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", q.name());
      entry.put("top1", Numbers.finite(q.trainedTop1()));
      entry.put("top1WithoutTraining", Numbers.finite(q.staticTop1()));
      entry.put("pointsLost", Numbers.finite(lost(q.trainedTop1())));
      entry.put("weightBytes", q.trained().cost().weightBytes());
      entry.put("bops", q.trained().cost().bops());
      entry.put("digest", q.trained().digest().hex());
      policies.add(entry);
    }
    report.put("policies", policies);
    Map<String, Object> history = new LinkedHashMap<>();
    for (Stage stage : findings.stages()) {
      history.put(stage.name(), epochs(stage.history()));
    }
    history.put("quantization", epochs(findings.training()));
    report.put("history", history);
  }

  private double lost(double top1) {
    return 100 * (findings.last().top1() - top1);
  }

  private static List<Map<String, Object>> epochs(List<EpochRecord> records) {
    List<Map<String, Object>> epochs = new ArrayList<>();
    for (EpochRecord record : records) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("epoch", record.epoch());
      entry.put("loss", record.loss());
      entry.put("holdout", record.holdoutAccuracy());
      entry.put("averageHoldout", record.averageHoldoutAccuracy());
      entry.put("imagesPerSecond", record.imagesPerSecond());
      epochs.add(entry);
    }
    return epochs;
  }

  @Override
  public void page(ReportPage page) {
    List<String> names = findings.quantized().stream().map(Quantized::name).toList();
    List<List<String>> rows = new ArrayList<>();
    for (Quantized q : findings.quantized()) {
      rows.add(
          List.of(
              q.name(),
              Numbers.percent(q.staticTop1()),
              Numbers.percent(q.trainedTop1()),
              Numbers.decimal(lost(q.trainedTop1()), 2),
              Numbers.grouped(q.trained().cost().weightBytes()),
              Numbers.decimal(q.trained().cost().bops() / GIGA, 4)));
    }
    page.heading("Integers")
        .paragraph(
            "One set of weights trained for all precisions at once; without training, a set of its"
                + " own for each row. First and last layer keep 8 bits. In real numbers the same network"
                + " has "
                + Numbers.percent(findings.last().top1())
                + " of "
                + Numbers.grouped(findings.origin().test())
                + " test images.")
        .chart(
            new BarChart("Top-1 on the test images, %", names)
                .bars("without training", each(q -> 100 * q.staticTop1()))
                .bars("trained", each(q -> 100 * q.trainedTop1()))
                .mark(100 * findings.last().top1())
                .withValues(),
            "The line is the network in real numbers.")
        .table(
            List.of(
                "policy",
                "without training",
                "trained",
                "points lost",
                "bytes of weights",
                "bit operations, G"),
            rows);
    page.heading("Training");
    for (Stage stage : findings.stages()) {
      curves(page, "Trained further: " + stage.name(), stage.history());
    }
    curves(page, "Quantization-aware training, narrowest width", findings.training());
  }

  private static void curves(ReportPage page, String title, List<EpochRecord> records) {
    if (records.size() > 1) {
      page.chart(
          new LineChart(
                  title + ": accuracy on the hold-out, %",
                  "epoch",
                  records.stream().mapToDouble(EpochRecord::epoch).toArray())
              .curve("weights", of(records, r -> 100 * r.holdoutAccuracy()))
              .curve("averaged weights", of(records, r -> 100 * r.averageHoldoutAccuracy())));
    }
  }

  private static double[] of(List<EpochRecord> records, ToDoubleFunction<EpochRecord> value) {
    return records.stream().mapToDouble(value).toArray();
  }

  private double[] each(ToDoubleFunction<Quantized> value) {
    return findings.quantized().stream().mapToDouble(value).toArray();
  }
}
