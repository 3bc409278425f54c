package io.requant.dscprune.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.ReportPage;
import io.requant.dscprune.internal.run.Findings;
import io.requant.dscprune.internal.run.Quantized;
import io.requant.dscprune.internal.run.Stage;
import io.requant.dscprune.internal.search.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The paper's table: accuracy and cost after every stage, ours beside its. */
final class StageSection implements ReportSection {
  private static final int FP32 = 4;
  private static final double MEGA = 1e6;

  private final Findings findings;

  StageSection(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void values(Map<String, Object> report) {
    Quantized headline = findings.headline();
    Size size = findings.last().size();
    long fp32 = size.parameters() * FP32;
    report.put("network", findings.graph().name());
    report.put("top1Float", Numbers.finite(findings.stages().get(0).top1()));
    report.put("top1Cut", Numbers.finite(findings.last().top1()));
    report.put("top1Static", Numbers.finite(headline.staticTop1()));
    report.put("top1", Numbers.finite(headline.trainedTop1()));
    report.put("headlinePolicy", headline.name());
    report.put("pointsLostByQuantization", Numbers.finite(lost(headline)));
    report.put("fileBytes", findings.fileBytes());
    report.put("fp32Bytes", fp32);
    report.put("fp32BytesBefore", findings.stages().get(0).size().parameters() * FP32);
    report.put("weightBytes", headline.trained().cost().weightBytes());
    report.put(
        "nominalRatio", size.weights() * (double) FP32 / headline.trained().cost().weightBytes());
    report.put("fileRatio", (double) fp32 / findings.fileBytes());
    List<Map<String, Object>> stages = new ArrayList<>();
    for (Stage stage : findings.stages()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("stage", stage.name());
      entry.put("top1", Numbers.finite(stage.top1()));
      entry.put("top1StaticInt8", Numbers.finite(stage.staticTop1()));
      entry.put("separableLayers", stage.size().layers());
      entry.put("side", stage.network().graph().inputShape().height());
      entry.put("macs", stage.size().macs());
      entry.put("operations", 2 * stage.size().macs());
      entry.put("parameters", stage.size().parameters());
      entry.put("bytes", stage.size().parameters() * FP32);
      entry.put("int8WeightBytes", stage.size().weights());
      entry.put("epochs", stage.history().size());
      entry.put("file", stage.file().getFileName().toString());
      stages.add(entry);
    }
    report.put("stages", stages);
    report.put("paper", paper());
  }

  private static Map<String, Object> paper() {
    Map<String, Object> paper = new LinkedHashMap<>();
    paper.put("source", PaperFigures.SOURCE);
    paper.put("data", PaperFigures.DATA);
    paper.put("top1Transferred", PaperFigures.TRANSFERRED);
    paper.put("top1Cut", PaperFigures.CUT);
    paper.put("top1Static", PaperFigures.STATIC);
    paper.put("top1", PaperFigures.TRAINED);
    paper.put("separableLayers", PaperFigures.LAYERS);
    paper.put("parameters", PaperFigures.PARAMETERS);
    paper.put("kilobytes", PaperFigures.KILOBYTES);
    paper.put("megaOperations", PaperFigures.MEGA_OPERATIONS);
    paper.put("hardware", PaperFigures.HARDWARE);
    return paper;
  }

  private double lost(Quantized headline) {
    return 100 * (findings.last().top1() - headline.trainedTop1());
  }

  @Override
  public void page(ReportPage page) {
    List<List<String>> rows = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Stage stage : findings.stages()) {
      names.add(stage.name());
      rows.add(row(stage.name(), stage.top1(), stage.size(), stage.size().parameters() * FP32));
    }
    Quantized headline = findings.headline();
    Size size = findings.last().size();
    long bytes = headline.trained().cost().weightBytes();
    rows.add(row(headline.name() + " without training", headline.staticTop1(), size, bytes));
    rows.add(row(headline.name() + " trained", headline.trainedTop1(), size, bytes));
    page.heading("Every stage")
        .table(
            List.of("", "top-1", "separable layers", "operations, M", "parameters", "bytes"),
            rows,
            List.of(
                quoted("transferred", PaperFigures.TRANSFERRED, "", "", "", ""),
                quoted("layers and channels removed", PaperFigures.CUT, "7", "16.64", "79,000", ""),
                quoted(
                    "INT8 without training", PaperFigures.STATIC, "7", "16.64", "79,000", "83 kB"),
                quoted("INT8 trained", PaperFigures.TRAINED, "7", "16.64", "79,000", "83 kB")))
        .paragraph(
            "Operations count a multiply-add as two. Bytes: parameters as 32-bit floats; in the last"
                + " two rows of ours the weights in integers. In italics: "
                + PaperFigures.NAME
                + " on "
                + PaperFigures.DATA
                + ", which are private, so only differences between its rows compare with ours: "
                + Numbers.decimal(100 * (PaperFigures.CUT - PaperFigures.STATIC), 2)
                + " and "
                + Numbers.decimal(100 * (PaperFigures.CUT - PaperFigures.TRAINED), 2)
                + " points lost to INT8 without and with training; ours "
                + Numbers.decimal(100 * (findings.last().top1() - headline.staticTop1()), 2)
                + " and "
                + Numbers.decimal(lost(headline), 2)
                + ".")
        .chart(
            new BarChart("Top-1 of every stage on the test images, %", names)
                .bars("real numbers", each(s -> 100 * s.top1()))
                .bars("8 bits without training", each(s -> 100 * s.staticTop1()))
                .withValues(),
            "Each stage's file has its real weights and the 8-bit policy, to be evaluated again.");
  }

  private double[] each(java.util.function.ToDoubleFunction<Stage> value) {
    return findings.stages().stream().mapToDouble(value).toArray();
  }

  private static List<String> row(String name, double top1, Size size, long bytes) {
    return List.of(
        name,
        Numbers.percent(top1),
        Integer.toString(size.layers()),
        Numbers.decimal(2 * size.macs() / MEGA, 2),
        Numbers.grouped(size.parameters()),
        Numbers.grouped(bytes));
  }

  private static List<String> quoted(
      String name, double top1, String layers, String operations, String parameters, String bytes) {
    return List.of(
        PaperFigures.NAME + ": " + name,
        Numbers.percent(top1),
        layers,
        operations,
        parameters,
        bytes);
  }
}
