package io.requant.bench.internal.report;

import io.requant.api.report.Processor;
import io.requant.api.report.Spread;
import io.requant.bench.internal.compare.EngineResult;
import io.requant.bench.internal.compare.NetworkResult;
import io.requant.bench.internal.compare.NetworkResult.Ratio;
import io.requant.bench.internal.compare.NetworkResult.Sweep;
import io.requant.bench.internal.machine.MachineLoad;
import io.requant.bench.internal.machine.Peak;
import io.requant.bench.internal.statistics.PairedRatio;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results as entries of a JSON report. Numbers that are not known are null. */
final class BenchJson {

  private BenchJson() {}

  static Map<String, Object> of(Findings findings) {
    Map<String, Object> json = new LinkedHashMap<>(findings.header());
    Processor processor = Processor.ofMachine();
    json.put("processor", processor.name());
    json.put("processorFlags", processor.flags());
    json.put("jvmFlags", ManagementFactory.getRuntimeMXBean().getInputArguments());
    json.put("peer", "ONNX Runtime");
    json.put("peerVersion", findings.peerVersion());
    json.put("warnings", findings.warnings());
    json.put("peaks", findings.peaks().stream().map(BenchJson::peak).toList());
    json.put("networks", findings.networks().stream().map(n -> network(findings, n)).toList());
    return json;
  }

  private static Map<String, Object> peak(Peak peak) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kernel", peak.kernel());
    json.put("operandBits", peak.operandBits());
    json.put("gmacPerSecond", peak.macsPerSecond() / 1e9);
    return json;
  }

  private static Map<String, Object> network(Findings findings, NetworkResult network) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", network.subject().name());
    json.put("policy", network.subject().policy().name());
    json.put("weights", network.subject().origin());
    json.put("macs", network.subject().macs());
    json.put("images", network.subject().inputs().size());
    network
        .headline()
        .ifPresent(
            best -> {
              EngineResult own = network.engine(best.engine());
              json.put("engine", best.engine());
              json.put("peer", best.peer());
              json.put("peerVersion", findings.peerVersion());
              json.put("ratio", ratio(best.value()));
              json.put("micros", own.micros().median());
              json.put("peerMicros", network.engine(best.peer()).micros().median());
              json.put("peakShare", share(findings.peaks(), own));
              json.put("rssMegabytes", number(own.rssMegabytes()));
            });
    json.put("engines", network.engines().stream().map(e -> engine(findings.peaks(), e)).toList());
    json.put("ratios", network.ratios().stream().map(BenchJson::ratio).toList());
    json.put("sweeps", network.sweeps().stream().map(BenchJson::sweep).toList());
    json.put("absent", network.absent());
    json.put("timing", timing(network));
    json.put("machineLoad", load(network.load()));
    return json;
  }

  private static Map<String, Object> engine(List<Peak> peaks, EngineResult engine) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", engine.id());
    json.put("path", engine.path());
    json.put("micros", spread(engine.micros()));
    json.put("gmacPerSecond", engine.macsPerSecond() / 1e9);
    json.put("peakShare", share(peaks, engine));
    json.put("peakKernel", Findings.ceiling(peaks, engine).map(Peak::kernel).orElse(null));
    json.put("engineBytes", engine.engineBytes());
    json.put("rssMegabytes", number(engine.rssMegabytes()));
    json.put("prepareMillis", engine.prepareMillis());
    json.put("switchMillis", number(engine.switchMillis()));
    json.put("classAgreement", engine.agreement());
    json.put("operators", engine.operators());
    return json;
  }

  private static Double share(List<Peak> peaks, EngineResult engine) {
    return Findings.ceiling(peaks, engine)
        .map(peak -> engine.macsPerSecond() / peak.macsPerSecond())
        .orElse(null);
  }

  private static Map<String, Object> ratio(Ratio ratio) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("engine", ratio.engine());
    json.put("peer", ratio.peer());
    json.putAll(ratio(ratio.value()));
    return json;
  }

  private static Map<String, Object> ratio(PairedRatio ratio) {
    Map<String, Object> json = spread(ratio.spread());
    json.put("low95", ratio.low());
    json.put("high95", ratio.high());
    return json;
  }

  private static Map<String, Object> spread(Spread spread) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("median", spread.median());
    json.put("p25", spread.p25());
    json.put("p75", spread.p75());
    json.put("min", spread.min());
    json.put("count", spread.count());
    return json;
  }

  private static Map<String, Object> sweep(Sweep sweep) {
    Map<String, Object> widths = new LinkedHashMap<>();
    sweep.widths().forEach(w -> widths.put(w.precision(), ratio(w.times())));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("engine", sweep.engine());
    json.put("timesW8a8", widths);
    return json;
  }

  private static Map<String, Object> timing(NetworkResult network) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rounds", network.race().rounds());
    json.put("seconds", network.race().timedNanos() / 1e9);
    json.put("warmUpSeconds", network.race().warmUpNanos() / 1e9);
    json.put("warmUpRounds", network.race().warmUpRounds());
    json.put("settled", network.race().stable());
    json.put("disturbedShare", network.race().disturbed());
    return json;
  }

  private static Map<String, Object> load(MachineLoad load) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("busy", load.busy());
    json.put("ownShare", load.ownShare());
    json.put("otherCores", load.known() ? load.otherCores() : null);
    json.put("stealCores", load.known() ? load.stealCores() : null);
    return json;
  }

  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
