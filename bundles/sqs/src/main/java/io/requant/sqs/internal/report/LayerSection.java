package io.requant.sqs.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.HeatMap;
import io.requant.api.report.ReportPage;
import io.requant.model.file.PackedModel;
import io.requant.model.graph.Parametric;
import io.requant.model.quantize.SparseNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Fig. 3: sparsity, bits and ratio of every layer. */
final class LayerSection implements ReportSection {

  private static final int FP32 = 32;

  private final List<Row> rows = new ArrayList<>();

  /**
   * One layer.
   *
   * @param bits width of its weights
   * @param fileBits bits that its weights take in the file
   */
  private record Row(String name, int weights, int kept, int bits, long fileBits) {

    double sparsity() {
      return 1 - kept / (double) weights;
    }

    double nominalRatio() {
      return FP32 * (double) weights / Math.max(1, (double) bits * kept);
    }

    double fileRatio() {
      return FP32 * (double) weights / fileBits;
    }
  }

  LayerSection(SparseNetwork network) {
    for (Parametric layer : network.graph().parametricLayers()) {
      SparseNetwork.Weights w = network.layers().get(layer.name());
      rows.add(
          new Row(
              layer.name(),
              w.integers().length,
              w.kept(),
              w.bits(),
              PackedModel.weightBits(layer, w.bits(), w.integers())));
    }
  }

  @Override
  public void values(Map<String, Object> report) {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", row.name());
      entry.put("weights", row.weights());
      entry.put("kept", row.kept());
      entry.put("sparsity", row.sparsity());
      entry.put("bits", row.bits());
      entry.put("nominalRatio", row.nominalRatio());
      entry.put("fileBytes", row.fileBits() / Byte.SIZE);
      entry.put("fileRatio", row.fileRatio());
      layers.add(entry);
    }
    report.put("layers", layers);
  }

  @Override
  public void page(ReportPage page) {
    List<String> names = rows.stream().map(Row::name).toList();
    page.heading("Every layer (Fig. 3)")
        .chart(
            new BarChart("Weights that are zero, %", names)
                .bars("sparsity", each(row -> 100 * row.sparsity())),
            "As trained.")
        .chart(
            new HeatMap("Bits of the weights that are kept", names).row("bits", each(Row::bits)),
            "The width that had the largest part when the search ended.")
        .chart(
            new BarChart("Ratio to 32-bit weights", names)
                .bars("nominal", each(Row::nominalRatio))
                .bars("in the file", each(Row::fileRatio)),
            "In the file: what the range coder makes of mask and values; constants of channels and"
                + " topology are not in these bars.")
        .folded(
            "All layers in numbers",
            inside ->
                inside.table(
                    List.of("layer", "weights", "kept", "sparsity", "bits", "nominal", "file"),
                    rows.stream()
                        .map(
                            row ->
                                List.of(
                                    row.name(),
                                    Numbers.grouped(row.weights()),
                                    Numbers.grouped(row.kept()),
                                    Numbers.percent(row.sparsity(), 2),
                                    Integer.toString(row.bits()),
                                    Numbers.times(row.nominalRatio()),
                                    Numbers.times(row.fileRatio())))
                        .toList()));
  }

  private double[] each(ToDoubleFunction<Row> value) {
    return rows.stream().mapToDouble(value).toArray();
  }
}
