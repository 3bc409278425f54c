package io.requant.bench.internal.report;

import io.requant.bench.internal.compare.EngineResult;
import io.requant.bench.internal.compare.NetworkResult;
import io.requant.bench.internal.compare.NetworkResult.Ratio;
import io.requant.bench.internal.compare.NetworkResult.Sweep;
import io.requant.bench.internal.compare.NetworkResult.Width;
import io.requant.bench.internal.machine.Peak;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results as text. */
public final class BenchTable {

  private static final double MILLION = 1e6;

  private BenchTable() {}

  /** Prints one network. */
  public static void print(PrintWriter out, NetworkResult network, List<Peak> peaks) {
    out.printf(
        Locale.ROOT,
        "%n%s under %s, %.2f MMAC, %s; %d rounds%n",
        network.subject().name(),
        network.subject().policy().name(),
        network.subject().macs() / MILLION,
        network.subject().origin(),
        network.race().rounds());
    out.printf(
        "  %-20s %10s %19s %9s %7s %6s %9s %9s%n",
        "engine", "us median", "quartiles", "us min", "GMAC/s", "peak", "load ms", "switch ms");
    for (EngineResult e : network.engines()) {
      double ceiling = Findings.ceiling(peaks, e).map(Peak::macsPerSecond).orElse(Double.NaN);
      out.printf(
          Locale.ROOT,
          "  %-20s %10.1f %9.1f %9.1f %9.1f %7.2f %5.0f%% %9.2f %9.2f%n",
          e.id(),
          e.micros().median(),
          e.micros().p25(),
          e.micros().p75(),
          e.micros().min(),
          e.macsPerSecond() / 1e9,
          100 * e.macsPerSecond() / ceiling,
          e.prepareMillis(),
          e.switchMillis());
    }
    for (Ratio ratio : network.ratios()) {
      out.printf(
          Locale.ROOT,
          "  %s is %.2fx as fast as %s (quartiles %.2f..%.2f, 95 %% interval %.2f..%.2f)%n",
          ratio.engine(),
          ratio.value().spread().median(),
          ratio.peer(),
          ratio.value().spread().p25(),
          ratio.value().spread().p75(),
          ratio.value().low(),
          ratio.value().high());
    }
    for (Sweep sweep : network.sweeps()) {
      out.printf(
          "  %s, time against w8a8: %s%n",
          sweep.engine(),
          sweep.widths().stream().map(BenchTable::width).collect(Collectors.joining(", ")));
    }
    network.absent().forEach(a -> out.printf("  without %s: %s%n", a.id(), a.reason()));
    out.flush();
  }

  private static String width(Width width) {
    return String.format(
        Locale.ROOT, "%s %.2f", width.precision(), width.times().spread().median());
  }
}
