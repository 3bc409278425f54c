package io.requant.backend.fpga.internal.command;

import io.requant.api.report.BarChart;
import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.backend.fpga.internal.energy.EnergyEstimate;
import io.requant.backend.fpga.internal.energy.EnergyModel;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Page of estimated energies.
 *
 * @param network name of the network
 * @param policy name of the policy
 * @param rate frames a second in the chart over the clock
 */
record EnergyPage(String network, String policy, double rate) {

  /** Training images that widths are quantized with. */
  static final int CALIBRATION = 256;

  static final String METHOD =
      "estimated: static power x time + 14 (FPGA over ASIC; bounds 7 and 28) x (products and sums at Horowitz' 45 nm energies x toggles of the operands on sample images"
          + " + requantizers + bits of memories) + 14 x flip-flops x clocks x 0.01 pJ; the upper bound takes random operands; no board was involved";

  private static final double[] CLOCKS_MHZ = {10, 20, 27, 54, 81, 108, 135, 162, 200};

  /**
   * Energy of a width.
   *
   * @param bits of all layers, 0 for a mix
   * @param name as it is shown
   * @param interval clocks between frames
   * @param fits whether the device holds it by estimate
   */
  record Width(int bits, String name, EnergyEstimate energy, long interval, boolean fits) {
    Map<String, Object> keys() {
      Map<String, Object> keys = new LinkedHashMap<>();
      keys.put("bits", name);
      keys.put("cyclesPerImage", interval);
      keys.put("fits", fits);
      keys.put("energyMicrojoules", energy.keys());
      return keys;
    }
  }

  /** Energy of a frame over the clock, always on and switched off between frames. */
  List<Map<String, Object>> overClock(EnergyModel model, Found found) {
    List<Map<String, Object>> points = new ArrayList<>();
    for (double mega : CLOCKS_MHZ) {
      if (found.interval() / (mega * 1e6) <= 1 / rate) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("clockMHz", mega);
        point.put("alwaysOnMicrojoules", model.perFrame(mega * 1e6, rate, false));
        point.put("raceToIdleMicrojoules", model.perFrame(mega * 1e6, rate, true));
        point.put("basis", "estimated");
        points.add(point);
      }
    }
    return points;
  }

  String html(
      EnergyModel model,
      EnergyEstimate energy,
      Found found,
      List<Width> widths,
      Map<String, Object> keys) {
    ReportPage page =
        new ReportPage("Energy of " + network + " under " + policy + ", estimated")
            .figure(
                String.format(Locale.ROOT, "%.2f uJ", energy.total()),
                String.format(
                    Locale.ROOT,
                    "per inference, estimated, between %.2f and %.2f uJ. %s.",
                    energy.low(),
                    energy.high(),
                    METHOD))
            .chart(
                new BarChart("Estimated energy, uJ", List.of("static", "dynamic", "clock"))
                    .bars("of a frame", array(energy.idle(), energy.dynamic(), energy.clock()))
                    .withValues(),
                "Where it goes.");
    if (!widths.isEmpty()) {
      sweep(page, widths);
    }
    double[] clocks =
        DoubleStream.of(CLOCKS_MHZ)
            .filter(mega -> found.interval() / (mega * 1e6) <= 1 / rate)
            .toArray();
    page.heading("Race to idle");
    if (clocks.length < 2) {
      page.paragraph(String.format(Locale.ROOT, "No two clocks reach %.1f frames a second.", rate));
    } else {
      page.chart(
          new LineChart("Estimated energy of a frame, uJ", "clock, MHz", clocks)
              .withPoints()
              .curve("always on", over(model, clocks, false))
              .curve("off between frames", over(model, clocks, true)),
          String.format(
              Locale.ROOT,
              "At %.0f frames a second. Always on, static power lasts the whole period and a faster clock costs more; switched off between frames, a faster clock is off sooner.",
              rate));
    }
    return page.heading("Everything").entries(keys).html();
  }

  private double[] over(EnergyModel model, double[] clocks, boolean gated) {
    return DoubleStream.of(clocks).map(mega -> model.perFrame(mega * 1e6, rate, gated)).toArray();
  }

  private static void sweep(ReportPage page, List<Width> widths) {
    List<Width> uniform = widths.stream().filter(width -> width.bits() > 0).toList();
    double[] bits = uniform.stream().mapToDouble(Width::bits).toArray();
    double most = uniform.get(uniform.size() - 1).energy().total();
    List<List<String>> rows = new ArrayList<>();
    for (Width width : widths) {
      EnergyEstimate e = width.energy();
      rows.add(
          List.of(
              width.name(),
              text(e.idle()),
              text(e.dynamic()),
              text(e.clock()),
              text(e.total()),
              text(e.low()) + " to " + text(e.high()),
              String.format(Locale.ROOT, "%.1f %%", 100 * (1 - e.total() / most)),
              width.fits() ? "yes" : "no"));
    }
    page.heading("Fig. 21: energy over the width")
        .chart(
            new LineChart("Estimated energy of a frame, uJ", "bits of all layers", bits)
                .withPoints()
                .curve("total", uniform.stream().mapToDouble(w -> w.energy().total()).toArray())
                .curve("dynamic", uniform.stream().mapToDouble(w -> w.energy().dynamic()).toArray())
                .curve("static", uniform.stream().mapToDouble(w -> w.energy().idle()).toArray()),
            "Frames come at the same pace at every width; the format has 2 to 16 bits, paper 1 shows 1 to 32.")
        .heading("Fig. 22: mixes of widths")
        .chart(
            new BarChart("Estimated energy of a frame, uJ", names(widths))
                .bars(
                    "total", mixes(widths).stream().mapToDouble(w -> w.energy().total()).toArray())
                .withValues(),
            "Paper 1 saves 68.15 % with its mix against full precision, on its board and with its figures; here 16 bits are the widest there is.")
        .table(
            List.of("bits", "static", "dynamic", "clock", "total", "bounds", "saved of 16", "fits"),
            rows);
  }

  private static List<Width> mixes(List<Width> widths) {
    return widths.stream().filter(w -> w.bits() == 0 || w.bits() == 8 || w.bits() == 16).toList();
  }

  private static List<String> names(List<Width> widths) {
    return mixes(widths).stream().map(Width::name).toList();
  }

  private static String text(double microjoules) {
    return String.format(Locale.ROOT, "%.3f", microjoules);
  }

  private static double[] array(double... values) {
    return values;
  }
}
