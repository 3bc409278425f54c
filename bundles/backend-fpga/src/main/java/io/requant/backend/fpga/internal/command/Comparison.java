package io.requant.backend.fpga.internal.command;

import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.Resources;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Estimated cells beside those that a synthesizer made. */
record Comparison(Device device, Resources estimated, Resources synthesized) {

  static final List<String> HEAD =
      List.of("cells", "estimated", "synthesized", "difference", "available", "used");

  private record Kind(String name, ToDoubleFunction<Resources> count) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("LUT", Resources::lut),
          new Kind("FF", Resources::ff),
          new Kind("BRAM", Resources::bram),
          new Kind("DSP", Resources::dsp));

  List<List<String>> rows() {
    double[] available = {device.lut(), device.ff(), device.bram(), device.dsp()};
    List<List<String>> rows = new ArrayList<>();
    for (int k = 0; k < available.length; k++) {
      ToDoubleFunction<Resources> count = KINDS.get(k).count();
      double guess = count.applyAsDouble(estimated);
      double real = count.applyAsDouble(synthesized);
      rows.add(
          List.of(
              KINDS.get(k).name(),
              String.format(Locale.ROOT, "%.1f", guess),
              String.format(Locale.ROOT, "%.1f", real),
              real == 0 ? "-" : String.format(Locale.ROOT, "%+.1f %%", 100 * (guess / real - 1)),
              String.format(Locale.ROOT, "%.0f", available[k]),
              String.format(Locale.ROOT, "%.1f %%", 100 * real / available[k])));
    }
    return rows;
  }

  void print(PrintWriter out) {
    String format = "  %-6s %10s %12s %11s %10s %9s%n";
    out.printf(format, HEAD.toArray());
    for (List<String> row : rows()) {
      out.printf(format, row.toArray());
    }
  }

  /** What was synthesized takes the place of the estimate, which stays beside it. */
  Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("resources", Figures.resources(synthesized));
    keys.put("resourcesBasis", "synthesized");
    keys.put("estimatedResources", Figures.resources(estimated));
    return keys;
  }
}
