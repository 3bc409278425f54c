package io.requant.bench.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.Processor;
import io.requant.api.report.ReportPage;
import io.requant.bench.internal.compare.EngineResult;
import io.requant.bench.internal.compare.NetworkResult;
import io.requant.bench.internal.compare.NetworkResult.Ratio;
import io.requant.bench.internal.compare.NetworkResult.Sweep;
import io.requant.bench.internal.compare.NetworkResult.Width;
import io.requant.bench.internal.machine.Peak;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Results as a page for people: what is faster and by how much first, how it was found last. */
final class BenchPage {

  private final Findings findings;
  private final List<String> names;
  private final ReportPage page;

  private BenchPage(Findings findings) {
    this.findings = findings;
    this.names = findings.networks().stream().map(n -> n.subject().name()).toList();
    this.page = new ReportPage("Engines against ONNX Runtime " + findings.peerVersion());
  }

  static String of(Findings findings) {
    return new BenchPage(findings).write();
  }

  private String write() {
    headline();
    page.table(Cells.OVERVIEW, findings.networks().stream().map(this::overview).toList());
    if (!findings.warnings().isEmpty()) {
      page.heading("To be read with care")
          .table(List.of("why"), findings.warnings().stream().map(List::of).toList());
    }
    peers().forEach(this::ratios);
    peakShares();
    findings.networks().stream().filter(n -> !n.sweeps().isEmpty()).forEach(this::widths);
    findings.networks().forEach(this::details);
    page.heading("How it was measured").paragraph(Cells.METHOD);
    return page.heading("Where").entries(origin()).html();
  }

  private void headline() {
    for (NetworkResult network : findings.networks()) {
      Optional<Ratio> best = network.headline();
      if (best.isPresent()) {
        page.figure(
            Cells.number(best.get().value().spread().median(), 2) + "x",
            "as fast as ONNX Runtime on %s: %s against %s, quartiles of single rounds %s"
                .formatted(
                    network.subject().name(),
                    best.get().engine(),
                    best.get().peer(),
                    Cells.quartiles(best.get().value().spread())));
        return;
      }
    }
  }

  private List<String> overview(NetworkResult network) {
    Optional<EngineResult> own = network.fastest(false);
    Optional<EngineResult> peer = network.fastest(true);
    return List.of(
        network.subject().name(),
        Cells.number(network.subject().macs() / 1e6, 2),
        own.map(EngineResult::id).orElse(""),
        own.map(e -> Cells.number(e.micros().median(), 1)).orElse(""),
        peer.map(EngineResult::id).orElse(""),
        peer.map(e -> Cells.number(e.micros().median(), 1)).orElse(""),
        network.headline().map(r -> Cells.ratio(r.value())).orElse(""),
        own.map(this::share).orElse(""));
  }

  private Set<String> peers() {
    Set<String> peers = new LinkedHashSet<>();
    findings.networks().forEach(n -> n.ratios().forEach(r -> peers.add(r.peer())));
    return peers;
  }

  private Set<String> engines() {
    Set<String> engines = new LinkedHashSet<>();
    findings.networks().forEach(n -> n.engines().forEach(e -> engines.add(e.id())));
    return engines;
  }

  private void ratios(String peer) {
    BarChart chart = new BarChart("Times as fast as " + peer, names).mark(1).withValues();
    for (String engine : engines()) {
      List<Optional<Ratio>> ratios =
          findings.networks().stream()
              .map(
                  n ->
                      n.ratios().stream()
                          .filter(r -> r.engine().equals(engine) && r.peer().equals(peer))
                          .findFirst())
              .toList();
      if (ratios.stream().anyMatch(Optional::isPresent)) {
        chart.bars(
            engine,
            values(ratios, r -> r.value().spread().median()),
            values(ratios, r -> r.value().spread().p25()),
            values(ratios, r -> r.value().spread().p75()));
      }
    }
    page.heading("Against " + peer)
        .paragraph(
            "Median of the ratios of single rounds, with quartiles; above the dashed line our"
                + " engine is the faster one.")
        .chart(chart);
  }

  private static <T> double[] values(List<Optional<T>> all, ToDoubleFunction<T> value) {
    return all.stream().mapToDouble(o -> o.map(value::applyAsDouble).orElse(Double.NaN)).toArray();
  }

  private void peakShares() {
    BarChart chart = new BarChart("Share of the core's measured peak, %", names);
    for (String engine : engines()) {
      chart.bars(
          engine,
          values(
              findings.networks().stream()
                  .map(n -> n.engines().stream().filter(e -> e.id().equals(engine)).findFirst())
                  .toList(),
              e -> 100 * e.macsPerSecond() / peak(e).map(Peak::macsPerSecond).orElse(Double.NaN)));
    }
    page.heading("How much of the processor is used")
        .paragraph(Cells.peaks(findings.peaks()))
        .chart(chart);
  }

  private Optional<Peak> peak(EngineResult engine) {
    return Findings.ceiling(findings.peaks(), engine);
  }

  private String share(EngineResult engine) {
    return peak(engine)
        .map(p -> Cells.number(100 * engine.macsPerSecond() / p.macsPerSecond(), 0) + " %")
        .orElse("");
  }

  private void widths(NetworkResult network) {
    List<String> precisions =
        network.sweeps().get(0).widths().stream().map(Width::precision).toList();
    BarChart chart =
        new BarChart("Time against w8a8, " + network.subject().name(), precisions)
            .mark(1)
            .withValues();
    for (Sweep sweep : network.sweeps()) {
      Function<ToDoubleFunction<Width>, double[]> of =
          value -> sweep.widths().stream().mapToDouble(value).toArray();
      chart.bars(
          sweep.engine(),
          of.apply(w -> w.times().spread().median()),
          of.apply(w -> w.times().spread().p25()),
          of.apply(w -> w.times().spread().p75()));
    }
    page.heading("What widths cost: " + network.subject().name()).chart(chart);
  }

  private void details(NetworkResult network) {
    page.heading(network.subject().name())
        .paragraph(Cells.about(network))
        .table(Cells.ENGINES, network.engines().stream().map(e -> Cells.row(e, share(e))).toList());
    page.table(Cells.COSTS, network.engines().stream().map(Cells::costs).toList());
    List<List<String>> ratios = new ArrayList<>();
    network
        .ratios()
        .forEach(r -> ratios.add(List.of(r.engine(), r.peer(), Cells.ratio(r.value()))));
    page.table(List.of("engine", "peer", "times as fast (quartiles; 95 % interval)"), ratios);
    for (EngineResult engine : network.engines()) {
      if (!engine.operators().isEmpty()) {
        page.paragraph(engine.id() + " runs " + Cells.operators(engine.operators()) + ".");
      }
    }
    network.absent().forEach(a -> page.paragraph("Without " + a.id() + ": " + a.reason()));
  }

  private Map<String, Object> origin() {
    Map<String, Object> origin = new LinkedHashMap<>(findings.header());
    Processor processor = Processor.ofMachine();
    origin.put("processor", processor.name());
    origin.put("extensions", String.join(" ", processor.flags()));
    return origin;
  }
}
