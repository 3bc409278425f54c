package io.requant.quantlstm.internal.report;

import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.quantlstm.internal.measure.CpuShares;
import io.requant.quantlstm.internal.measure.DeviceFigures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fig. 15 of paper 1: the share of the processor while frames are inferred. */
public final class CpuShareSection implements ReportSection {

  private final DeviceFigures device;

  /** Shows what was measured. */
  public CpuShareSection(DeviceFigures device) {
    this.device = device;
  }

  private CpuShares shares() {
    return device.shares();
  }

  private String name(CpuShares.Phase phase) {
    return phase.engine() == CpuShares.IDLE
        ? "no frames"
        : device.policies().get(phase.engine()).name();
  }

  @Override
  public void values(Map<String, Object> report) {
    Map<String, Object> figure = new LinkedHashMap<>();
    figure.put("machine", device.machine());
    figure.put("framesPerSecond", shares().framesPerSecond());
    List<Map<String, Object>> phases = new ArrayList<>();
    for (CpuShares.Phase phase : shares().phases()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("policy", name(phase));
      entry.put("frames", phase.frames());
      entry.put("meanShare", phase.samples().isEmpty() ? null : phase.mean());
      entry.put("samples", phase.samples());
      phases.add(entry);
    }
    figure.put("phases", phases);
    report.put("figure15", figure);
  }

  @Override
  public void page(ReportPage page) {
    double[] times =
        shares().phases().stream()
            .flatMap(phase -> phase.samples().stream())
            .mapToDouble(CpuShares.Sample::seconds)
            .toArray();
    if (times.length == 0) {
      return;
    }
    LineChart chart =
        new LineChart("Share of one processor that this process uses, %", "seconds", times)
            .withPoints();
    int at = 0;
    List<List<String>> rows = new ArrayList<>();
    for (CpuShares.Phase phase : shares().phases()) {
      double[] curve = new double[times.length];
      Arrays.fill(curve, Double.NaN);
      for (CpuShares.Sample sample : phase.samples()) {
        curve[at++] = 100 * sample.share();
      }
      chart.curve(name(phase), curve);
      rows.add(
          List.of(
              name(phase),
              Integer.toString(phase.frames()),
              Numbers.decimal(100 * phase.mean(), 1)));
    }
    page.heading("Fig. 15: share of the processor while inferring")
        .chart(
            chart,
            "%s. The same %s frames a second under each policy in turn (half of a processor under the first, by its time for an image), samples of 0.5 s. Of %s's figure no values are at hand to quote."
                .formatted(
                    device.caption(),
                    Numbers.decimal(shares().framesPerSecond(), 0),
                    PaperFigures.NAME))
        .table(List.of("policy", "frames", "mean share of one processor, %"), rows);
  }
}
