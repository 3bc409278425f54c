package io.requant.sqs.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.ReportPage;
import io.requant.sqs.internal.run.SparseRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables 1 to 3: our network beside the paper's and those it compares with. */
final class RatioSection implements ReportSection {

  private final Findings findings;

  RatioSection(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void values(Map<String, Object> report) {
    SparseRun run = findings.run();
    report.put("network", run.network().graph().name());
    report.put("top1Float", Numbers.finite(findings.top1Float()));
    report.put("top1", findings.top1());
    report.put("top1Holdout", run.holdout());
    report.put("fileBytes", findings.fileBytes());
    report.put("fp32Bytes", findings.fp32Bytes());
    report.put("nominalRatio", run.network().nominalRatio());
    report.put("fileRatio", run.fileRatio());
    report.put("sparsity", run.sparsity());
    report.put("bits", run.bits());
    report.put("targetBytes", run.target());
    PaperFigures.row(run.network().graph().name())
        .ifPresent(
            row -> {
              Map<String, Object> paper = new LinkedHashMap<>();
              paper.put("drop", row.drop());
              paper.put("sparsity", row.sparsity() / 100);
              paper.put("bits", row.bits());
              paper.put("nominalRatio", row.ratio());
              report.put("paper", paper);
            });
  }

  @Override
  public void page(ReportPage page) {
    SparseRun run = findings.run();
    String id = run.network().graph().name();
    List<List<String>> quoted = new ArrayList<>();
    PaperFigures.CIFAR_10.forEach(
        row ->
            quoted.add(
                List.of(
                    row.network() + ", " + PaperFigures.NAME,
                    Numbers.decimal(row.drop(), 1),
                    Numbers.decimal(row.sparsity(), 1) + " %",
                    Numbers.decimal(row.bits(), 1),
                    Numbers.times(row.ratio()),
                    "-",
                    "-")));
    page.heading("Ratios beside the paper's (Tables 1 to 3)")
        .paragraph(
            "The nominal ratio is 32 over bits times the part that is kept: it forgets where the"
                + " kept weights are, their scales and the topology. The ratio of the file counts"
                + " everything that a gateway needs. Only we have files.")
        .table(
            List.of("network", "points lost", "sparsity", "bits", "nominal", "file", "bytes"),
            List.of(
                List.of(
                    id,
                    Numbers.decimal(findings.loss(), 2),
                    Numbers.percent(run.sparsity(), 2),
                    Numbers.decimal(run.bits(), 2),
                    Numbers.times(run.network().nominalRatio()),
                    Numbers.times(run.fileRatio()),
                    Numbers.grouped(findings.fileBytes()))),
            quoted);
    List<PaperFigures.Other> others = PaperFigures.others(id);
    if (!others.isEmpty()) {
      chart(page, run, others);
    }
    trials(page);
  }

  private void chart(ReportPage page, SparseRun run, List<PaperFigures.Other> others) {
    List<String> names = new ArrayList<>(List.of("ours, nominal", "ours, file"));
    PaperFigures.row(run.network().graph().name()).ifPresent(row -> names.add("SQS"));
    others.forEach(other -> names.add(other.name()));
    double[] ours = new double[names.size()];
    double[] theirs = new double[names.size()];
    java.util.Arrays.fill(ours, Double.NaN);
    java.util.Arrays.fill(theirs, Double.NaN);
    ours[0] = run.network().nominalRatio();
    ours[1] = run.fileRatio();
    PaperFigures.row(run.network().graph().name()).ifPresent(row -> theirs[2] = row.ratio());
    for (int i = 0; i < others.size(); i++) {
      theirs[names.size() - others.size() + i] = others.get(i).ratio();
    }
    page.chart(
        new BarChart("Ratio to 32-bit weights, same network", names)
            .bars("ours", ours)
            .quoted(PaperFigures.NAME, theirs)
            .withValues(),
        "The others are nominal and as " + PaperFigures.NAME + " quotes them.");
  }

  private void trials(ReportPage page) {
    if (findings.tried().isEmpty()) {
      return;
    }
    page.paragraph("Trainings of the search for the smallest file within the tolerance:")
        .table(
            List.of("target, bytes", "file", "ratio", "hold-out"),
            findings.tried().stream()
                .map(
                    run ->
                        List.of(
                            Numbers.grouped(Math.round(run.target())),
                            Numbers.grouped(run.fileBytes()),
                            Numbers.times(run.fileRatio()),
                            Numbers.percent(run.holdout(), 2)))
                .toList());
  }
}
