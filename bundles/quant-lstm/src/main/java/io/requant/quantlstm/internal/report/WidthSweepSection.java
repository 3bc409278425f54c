package io.requant.quantlstm.internal.report;

import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.quantlstm.internal.measure.WidthSweep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Fig. 20 of paper 1: accuracy of a network for digits at every width. */
public final class WidthSweepSection implements ReportSection {

  private static final String ONE_BIT = "not supported: the format has 2 to 16 bits";

  private final Sweep sweep;

  /**
   * What was measured.
   *
   * @param network name of the network
   * @param dataset name of the data set
   * @param images test images
   * @param calibration training images that it was quantized with
   * @param top1Float accuracy of the real weights, if the model says it, 0..1
   * @param points by width
   * @param mixes by widths
   */
  public record Sweep(
      String network,
      String dataset,
      int images,
      int calibration,
      OptionalDouble top1Float,
      List<WidthSweep.Point> points,
      List<WidthSweep.Mix> mixes) {}

  /** Shows what was measured. */
  public WidthSweepSection(Sweep sweep) {
    this.sweep = sweep;
  }

  private Double top1Float() {
    return sweep.top1Float().isPresent() ? sweep.top1Float().getAsDouble() : null;
  }

  @Override
  public void values(Map<String, Object> report) {
    Map<String, Object> figure = new LinkedHashMap<>();
    figure.put("network", sweep.network());
    figure.put("dataset", sweep.dataset());
    figure.put("testImages", sweep.images());
    figure.put("calibrationImages", sweep.calibration());
    figure.put("oneBit", ONE_BIT);
    List<Map<String, Object>> points = new ArrayList<>();
    for (WidthSweep.Point point : sweep.points()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("bits", point.bits());
      entry.put("top1OuterAtLeast8", point.guarded());
      entry.put("top1AllLayers", point.everywhere());
      points.add(entry);
    }
    figure.put("points", points);
    figure.put("top1Float", top1Float());
    List<Map<String, Object>> mixes = new ArrayList<>();
    for (WidthSweep.Mix mix : sweep.mixes()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("bits", mix.bits());
      entry.put("top1", mix.top1());
      mixes.add(entry);
    }
    figure.put("mixes", mixes);
    Map<String, Object> paper = new LinkedHashMap<>();
    paper.put("startsToFallAtBits", PaperFigures.FALLS_AT);
    paper.put("collapsesAtBits", PaperFigures.COLLAPSES_AT);
    List<Map<String, Object>> quoted = new ArrayList<>();
    PaperFigures.MIXES.forEach(
        (bits, percent) -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put("bits", bits);
          entry.put("top1Percent", percent);
          quoted.add(entry);
        });
    paper.put("mixes", quoted);
    figure.put("paper", paper);
    report.put("figure20", figure);
  }

  @Override
  public void page(ReportPage page) {
    double[] bits = sweep.points().stream().mapToDouble(WidthSweep.Point::bits).toArray();
    LineChart chart =
        new LineChart("Accuracy, %", "bits of weights and activations", bits)
            .withPoints()
            .curve(
                "all layers",
                sweep.points().stream().mapToDouble(p -> 100 * p.everywhere()).toArray())
            .curve(
                "first and last layer at least 8",
                sweep.points().stream().mapToDouble(p -> 100 * p.guarded()).toArray());
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("1", "-", ONE_BIT));
    for (WidthSweep.Point point : sweep.points()) {
      rows.add(
          List.of(
              Integer.toString(point.bits()),
              Numbers.percent(point.everywhere()),
              Numbers.percent(point.guarded())));
    }
    rows.add(List.of("32 (float)", Numbers.percent(top1Float()), Numbers.percent(top1Float())));
    page.heading("Fig. 20: accuracy over the width, digits")
        .chart(
            chart,
            "%s on %s test images of %s; quantized without training, each width by itself, with %s training images. Integers saturate, accumulators are exact."
                .formatted(
                    sweep.network(),
                    Numbers.grouped(sweep.images()),
                    sweep.dataset(),
                    Numbers.grouped(sweep.calibration())))
        .paragraph(
            "Paper 1, MNIST network on its FPGA: accuracy starts to fall at %d bits and collapses at %d. That is what accumulators do that overflow and wrap; ours are exact and results saturate. The same widths in ours:"
                .formatted(PaperFigures.FALLS_AT, PaperFigures.COLLAPSES_AT))
        .table(
            List.of("mix of widths over the layers", "bits, first layer first", "top-1"),
            sweep.mixes().stream()
                .map(mix -> List.of("ours", text(mix.bits()), Numbers.percent(mix.top1())))
                .toList(),
            PaperFigures.MIXES.entrySet().stream()
                .map(
                    entry ->
                        List.of(
                            PaperFigures.NAME,
                            "from " + text(entry.getKey()),
                            Numbers.decimal(entry.getValue(), 0) + " %"))
                .toList())
        .folded(
            "Every width in numbers",
            inside ->
                inside.table(
                    List.of("bits", "all layers", "first and last layer at least 8"), rows));
  }

  private static String text(List<Integer> bits) {
    return bits.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
