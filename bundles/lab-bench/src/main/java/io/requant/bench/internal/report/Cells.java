package io.requant.bench.internal.report;

import io.requant.api.report.Spread;
import io.requant.bench.internal.compare.EngineResult;
import io.requant.bench.internal.compare.NetworkResult;
import io.requant.bench.internal.machine.Peak;
import io.requant.bench.internal.statistics.PairedRatio;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What tables and paragraphs of the page say. */
final class Cells {

  static final List<String> OVERVIEW =
      List.of(
          "network",
          "MMAC",
          "our fastest",
          "µs",
          "fastest peer",
          "µs",
          "times as fast (quartiles; 95 % interval)",
          "of peak");

  static final List<String> ENGINES =
      List.of("engine", "code", "µs", "quartiles", "least", "GMAC/s", "of peak");

  static final List<String> COSTS =
      List.of("engine", "load ms", "switch ms", "RSS MB", "own MB", "same class");

  static final String METHOD =
      "All engines run on one thread of one JVM, in rounds. In a round each has one turn, in random"
          + " order: one call that is not timed, then calls for about a millisecond that are timed"
          + " together; a turn in which the thread had to wait for a processor is repeated. An engine that is too slow sits out rounds. Ratios are of the two"
          + " times of one round, so a machine that slows down slows both; the interval is that of"
          + " a bootstrap of their median. Warming up ends when no engine's median over seven"
          + " rounds has changed by more than 2 % twice in a row. ONNX Runtime has one thread,"
          + " all optimizations, and input and output tensors that are allocated once; its integer"
          + " form reads unsigned bytes that are quantized already, as ours read signed ones. Its"
          + " model has the same real weights, quantized in the way of its own quantize_static"
          + " (unsigned activations, signed weights per channel); its operators are listed as its"
          + " optimizer left them. Load is the time to build an engine the first time; a switch is"
          + " the time to build it for another policy and infer once, when all code is warm. RSS is"
          + " how much the process grew by an engine and its first use; what the first engine of a"
          + " kind loads, such as libraries, is in it. 'Same class' compares with the reference"
          + " executor, whose logits our engines must give exactly before they are timed.";

  private Cells() {}

  static String number(double value, int decimals) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "";
  }

  static String quartiles(Spread spread) {
    int decimals = spread.median() < 10 ? 2 : 1;
    return number(spread.p25(), decimals) + " .. " + number(spread.p75(), decimals);
  }

  static String ratio(PairedRatio ratio) {
    return "%s (%s; %s .. %s)"
        .formatted(
            number(ratio.spread().median(), 2),
            quartiles(ratio.spread()),
            number(ratio.low(), 2),
            number(ratio.high(), 2));
  }

  static String peaks(List<Peak> peaks) {
    return peaks.isEmpty()
        ? "No peak could be measured: start the JVM with --add-modules jdk.incubator.vector."
        : "Measured on one core: "
            + peaks.stream()
                .map(p -> p.kernel() + " " + number(p.macsPerSecond() / 1e9, 0) + " GMAC/s")
                .collect(Collectors.joining("; "))
            + ". An engine is compared with the peak of the width that it multiplies; where that"
            + " was not measured, with the highest that was.";
  }

  static String about(NetworkResult network) {
    return "Policy %s, %s multiply-accumulates, %s. %d rounds in %s s after %s s of warming up%s."
        .formatted(
            network.subject().policy().name(),
            String.format(Locale.ROOT, "%,d", network.subject().macs()),
            network.subject().origin(),
            network.race().rounds(),
            number(network.race().timedNanos() / 1e9, 1),
            number(network.race().warmUpNanos() / 1e9, 1),
            network.race().stable() ? "" : ", which did not settle");
  }

  static List<String> row(EngineResult e, String share) {
    return List.of(
        e.id(),
        e.path(),
        number(e.micros().median(), 1),
        quartiles(e.micros()),
        number(e.micros().min(), 1),
        number(e.macsPerSecond() / 1e9, 1),
        share);
  }

  static List<String> costs(EngineResult e) {
    return List.of(
        e.id(),
        number(e.prepareMillis(), 1),
        number(e.switchMillis(), 2),
        number(e.rssMegabytes(), 1),
        e.engineBytes() == 0 ? "" : number(e.engineBytes() / 1048576.0, 1),
        number(100 * e.agreement(), 0) + " %");
  }

  static String operators(Map<String, Integer> operators) {
    return new TreeMap<>(operators)
        .entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
  }
}
