package io.requant.sqs.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.ReportPage;
import io.requant.sqs.internal.run.SparseRun;
import io.requant.sqs.internal.run.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fig. 4: joint training against pruning only and quantization only, at equal bytes. */
final class AblationSection implements ReportSection {

  private final List<SparseRun> runs;
  private final Findings.Origin origin;

  AblationSection(Findings findings) {
    this.runs = findings.ablation();
    this.origin = findings.origin();
  }

  @Override
  public void values(Map<String, Object> report) {
    if (runs.isEmpty()) {
      return;
    }
    List<Map<String, Object>> entries = new ArrayList<>();
    for (SparseRun run : runs) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("variant", run.variant().words());
      entry.put("targetBytes", run.target());
      entry.put("fileBytes", run.fileBytes());
      entry.put("fileRatio", run.fileRatio());
      entry.put("nominalRatio", run.network().nominalRatio());
      entry.put("sparsity", run.sparsity());
      entry.put("bits", run.bits());
      entry.put("top1Holdout", run.holdout());
      entries.add(entry);
    }
    report.put("ablation", entries);
    report.put("ablationVerdict", verdict());
  }

  /** Whether joint training was better than both others. */
  String verdict() {
    double joint = holdout(Variant.JOINT);
    boolean better = joint > holdout(Variant.PRUNED) && joint > holdout(Variant.QUANTIZED);
    return better
        ? "Joint training was better than either alone at equal bytes (one seed)."
        : "Joint training was not better than either alone at equal bytes (one seed).";
  }

  private double holdout(Variant variant) {
    return runs.stream()
        .filter(run -> run.variant() == variant)
        .mapToDouble(SparseRun::holdout)
        .findFirst()
        .orElse(Double.NaN);
  }

  @Override
  public void page(ReportPage page) {
    page.heading("Joint, pruning only, quantization only (Fig. 4)");
    if (runs.isEmpty()) {
      page.paragraph("Not trained in this run; --also ablation does.");
      return;
    }
    page.paragraph(
            verdict()
                + " All three were trained alike, toward the same bytes of the file. Pruning only:"
                + " every kept weight has 8 bits. Quantization only: nothing is pruned, and every"
                + " layer chooses its width; that cannot reach files as small as the others.")
        .chart(
            new BarChart(
                    "Accuracy on the hold-out, %",
                    runs.stream().map(run -> run.variant().words()).toList())
                .bars("hold-out", runs.stream().mapToDouble(run -> 100 * run.holdout()).toArray())
                .withValues(),
            "%s images kept back, integers, %s epochs, seed %s"
                .formatted(
                    Numbers.grouped(origin.holdout()),
                    origin.config().get("epochs"),
                    origin.config().get("seed")))
        .table(
            List.of("", "bytes", "file", "nominal", "sparsity", "bits", "hold-out"),
            runs.stream()
                .map(
                    run ->
                        List.of(
                            run.variant().words(),
                            Numbers.grouped(run.fileBytes()),
                            Numbers.times(run.fileRatio()),
                            Numbers.times(run.network().nominalRatio()),
                            Numbers.percent(run.sparsity(), 2),
                            Numbers.decimal(run.bits(), 2),
                            Numbers.percent(run.holdout(), 2)))
                .toList());
  }
}
