package io.requant.fleet.controller.internal.rest;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.RolloutState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Figures of a controller in the text format of Prometheus; taken when they are asked for. */
public final class Metrics {

  /** Content type of the text format. */
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusRegistry registry = new PrometheusRegistry();

  /** Figures of a controller. */
  public Metrics(Operations fleet) {
    GaugeWithCallback.builder()
        .name("requant_fleet_gateways")
        .help("Gateways by ring and by what is known of them.")
        .labelNames("ring", "standing")
        .callback(
            callback ->
                fleet
                    .rings()
                    .forEach(
                        (ring, counts) ->
                            byStanding(counts).forEach((name, n) -> callback.call(n, ring, name))))
        .register(registry);
    GaugeWithCallback.builder()
        .name("requant_fleet_failures")
        .help("Gateways that failed, by ring and code.")
        .labelNames("ring", "code")
        .callback(
            callback ->
                fleet
                    .rings()
                    .forEach(
                        (ring, counts) ->
                            counts.failures().forEach((code, n) -> callback.call(n, ring, code))))
        .register(registry);
    GaugeWithCallback.builder()
        .name("requant_fleet_rollouts")
        .help("Rollouts that are remembered, by state.")
        .labelNames("state")
        .callback(
            callback -> {
              Map<RolloutState, Integer> states = new EnumMap<>(RolloutState.class);
              fleet.rollouts().forEach(r -> states.merge(r.state(), 1, Integer::sum));
              for (RolloutState state : RolloutState.values()) {
                callback.call(states.getOrDefault(state, 0), state.name());
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("requant_fleet_leads")
        .help("1 if this controller issues messages, 0 if another one does.")
        .callback(callback -> callback.call(fleet.leads() ? 1 : 0))
        .register(registry);
    counter(
        "requant_fleet_publishes", "Messages that were sent.", () -> fleet.figures().publishes());
    counter("requant_fleet_reports", "Reports that were taken.", () -> fleet.figures().reports());
    counter(
        "requant_fleet_reports_refused",
        "Messages of gateways that were not taken.",
        () -> fleet.figures().refused());
    GaugeWithCallback.builder()
        .name("requant_fleet_certificates_ending")
        .help("Gateways whose certificate has ended or ends within 30 days.")
        .callback(callback -> callback.call((double) fleet.figures().certificatesEnding()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("requant_process_heap_bytes")
        .help("Heap in use.")
        .callback(callback -> callback.call((double) heap()))
        .register(registry);
  }

  private void counter(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static Map<String, Integer> byStanding(FleetCounts counts) {
    return Map.of(
        "converged", counts.converged(),
        "pending", counts.pending(),
        "failed", counts.failed(),
        "unknown", counts.unknown(),
        "outside", counts.outside(),
        "exempt", counts.exempt());
  }

  /** All figures now. */
  public byte[] text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new PrometheusTextFormatWriter(false).write(out, registry.scrape());
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
    return out.toByteArray();
  }
}
