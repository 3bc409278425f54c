package io.requant.sqs.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.ReportPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the paper's nominal ratios would be as files. */
final class BackboneSection implements ReportSection {

  private final List<BackboneSizes.Size> sizes;

  BackboneSection(List<BackboneSizes.Size> sizes) {
    this.sizes = sizes;
  }

  @Override
  public void values(Map<String, Object> report) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (BackboneSizes.Size size : sizes) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("network", size.paper().id());
      entry.put("weights", size.weights());
      entry.put("sparsity", size.paper().sparsity() / 100);
      entry.put("paperBits", size.paper().bits());
      entry.put("paperRatio", size.paper().ratio());
      entry.put("nominalRatio", size.nominalRatio());
      entry.put("bits", size.bits());
      entry.put("fileBytes", size.fileBytes());
      entry.put("fileRatio", size.fileRatio());
      entries.add(entry);
    }
    report.put("backbones", entries);
  }

  @Override
  public void page(ReportPage page) {
    page.heading("The paper's ratios as files")
        .paragraph(
            "Random normal weights, pruned and rounded as the paper says, through our coder:"
                + " everything included, nothing trained. Nominal: 32 / (bits x (1 - sparsity)) from"
                + " the paper's own sparsity and bits.")
        .chart(
            new BarChart(
                    "Ratio to 32-bit weights",
                    sizes.stream().map(size -> size.paper().network()).toList())
                .quoted(
                    PaperFigures.NAME,
                    sizes.stream().mapToDouble(size -> size.paper().ratio()).toArray())
                .bars(
                    "as a file",
                    sizes.stream().mapToDouble(BackboneSizes.Size::fileRatio).toArray())
                .withValues(),
            "Widths are the paper's means, rounded: 4 or 5 bits in every layer.")
        .table(
            List.of("network", "weights", "sparsity", "bits", "paper", "formula", "file", "bytes"),
            sizes.stream()
                .map(
                    size ->
                        List.of(
                            size.paper().network(),
                            Numbers.grouped(size.weights()),
                            Numbers.decimal(size.paper().sparsity(), 1) + " %",
                            Numbers.decimal(size.paper().bits(), 1) + " as " + size.bits(),
                            Numbers.times(size.paper().ratio()),
                            Numbers.times(size.nominalRatio()),
                            Numbers.times(size.fileRatio()),
                            Numbers.grouped(size.fileBytes())))
                .toList());
  }
}
