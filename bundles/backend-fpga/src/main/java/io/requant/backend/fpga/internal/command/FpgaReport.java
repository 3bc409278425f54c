package io.requant.backend.fpga.internal.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.report.BarChart;
import io.requant.api.report.ReportPage;
import io.requant.backend.fpga.internal.estimate.Resources;
import io.requant.model.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A verb's result: JSON for machines and, beside it, a page for people. */
final class FpgaReport {

  private FpgaReport() {}

  /**
   * Writes {@code file} and the page of the same name with the ending {@code .html}.
   *
   * @param keys everything for machines
   */
  static void write(Path file, Map<String, Object> keys, Figures figures) throws IOException {
    write(file, keys, figures, null);
  }

  /** The same with synthesized cells; null for none. */
  static void write(Path file, Map<String, Object> keys, Figures figures, Comparison synthesized)
      throws IOException {
    byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(keys);
    AtomicFile.write(file, out -> out.write(json));
    String name = file.getFileName().toString().replaceFirst("\\.json$", "") + ".html";
    byte[] html = page(keys, figures, synthesized).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file.resolveSibling(name), out -> out.write(html));
  }

  private static String page(Map<String, Object> keys, Figures f, Comparison synthesized) {
    List<List<String>> rows = f.rows();
    Resources r = f.found().resources();
    List<String> names = new ArrayList<>();
    double[] clocks = new double[rows.size() - 1];
    for (int i = 0; i < clocks.length; i++) {
      names.add(rows.get(i).get(0));
      clocks[i] = Double.parseDouble(rows.get(i).get(5));
    }
    double[] shares = {
      100 * r.lut() / f.device().lut(),
      100 * r.ff() / f.device().ff(),
      100 * r.bram() / f.device().bram(),
      100 * r.dsp() / f.device().dsp()
    };
    ReportPage page =
        new ReportPage(f.found().hardware().name() + " on " + f.device().name())
            .figure(
                String.format(Locale.ROOT, "%.0f frames/s", f.hertz() / f.found().interval()),
                String.format(
                    Locale.ROOT,
                    "at %.0f MHz: %d clocks per frame, one frame alone %d (%.3f ms), MAC utilisation %.1f %%. Clocks by the cycle model, which equals the RTL.",
                    f.hertz() / 1e6,
                    f.found().interval(),
                    f.found().latency(),
                    1e3 * f.found().latency() / f.hertz(),
                    100 * f.utilisation()))
            .heading("Layers")
            .paragraph("Cells are estimated from shapes; no board was involved in any figure.")
            .table(Figures.HEAD, rows)
            .chart(
                new BarChart("Clocks per frame", names).bars("clocks", clocks),
                "The longest bar is the pace of the whole.")
            .heading("Device")
            .paragraph(f.device().source())
            .chart(
                new BarChart("Share of the device, %", List.of("LUT", "FF", "BRAM", "DSP"))
                    .bars("estimated", shares)
                    .mark(100));
    if (synthesized != null) {
      page.heading("Synthesized").table(Comparison.HEAD, synthesized.rows());
    }
    return page.heading("Everything").entries(keys).html();
  }
}
