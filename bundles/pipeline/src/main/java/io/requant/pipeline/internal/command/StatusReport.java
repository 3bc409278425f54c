package io.requant.pipeline.internal.command;

import io.requant.api.backend.EngineInfo;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.resource.LevelDecision;
import java.util.LinkedHashMap;
import java.util.Map;

/** The pipeline's status as a report: maps and lists, ready for JSON. */
final class StatusReport {

  private StatusReport() {}

  static Map<String, Object> of(PipelineStatus status) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("engine", status.engine().map(StatusReport::engine).orElse(null));
    report.put("desiredPolicy", status.desiredPolicy());
    report.put("backends", status.backends());
    report.put("ledger", ledger(status.ledger()));
    report.put("framesPerSecond", status.framesPerSecond());
    report.put("p50Micros", status.p50Micros());
    report.put("p99Micros", status.p99Micros());
    report.put("worstGapMicros", status.worstGapMicros());
    report.put("swaps", status.swaps());
    report.put("adaptation", status.adaptation().map(StatusReport::adaptation).orElse(null));
    return report;
  }

  static Map<String, Object> ledger(Ledger ledger) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("in", ledger.in());
    report.put("inferred", ledger.inferred());
    report.put("shed", ledger.shed());
    report.put("shedByReason", ledger.shedByReason());
    report.put("inFlight", ledger.inFlight());
    report.put("lost", ledger.lost());
    report.put("balanced", ledger.balanced());
    return report;
  }

  private static Map<String, Object> adaptation(AdaptationStatus status) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("level", status.level().map(d -> d.level().percent()).orElse(null));
    report.put("binding", status.level().flatMap(LevelDecision::binding).orElse(null));
    report.put("share", status.level().map(LevelDecision::share).orElse(null));
    report.put("reason", status.level().map(LevelDecision::sentence).orElse(null));
    report.put("since", status.level().map(d -> d.since().toString()).orElse(null));
    report.put("adapted", status.adapted());
    report.put("sentence", status.sentence());
    report.put("changes", status.changes());
    report.put("last", status.last().map(StatusReport::change).orElse(null));
    return report;
  }

  private static Map<String, Object> change(Activation activation) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("outcome", activation.outcome());
    report.put("message", activation.message());
    report.put("prepareMillis", activation.prepare().toNanos() / 1e6);
    report.put("shadowMillis", activation.shadow().toNanos() / 1e6);
    report.put("totalMillis", activation.total().toNanos() / 1e6);
    report.put("agreement", activation.agreement().orElse(null));
    return report;
  }

  private static Map<String, Object> engine(EngineInfo engine) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("backend", engine.backend());
    report.put("path", engine.path());
    report.put("network", engine.network());
    report.put("policy", engine.policy());
    report.put("policyDigest", engine.policyDigest().hex());
    report.put("bytes", engine.bytes());
    return report;
  }
}
