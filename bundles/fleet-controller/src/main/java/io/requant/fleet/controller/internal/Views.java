package io.requant.fleet.controller.internal;

import io.requant.api.fleet.GatewayReport;
import io.requant.fleet.controller.internal.store.GatewayRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What others see of a gateway. */
final class Views {

  private Views() {}

  static GatewayReport report(GatewayRow row) {
    return new GatewayReport(
        row.id(),
        Instant.ofEpochMilli(row.received()),
        row.online(),
        row.bootId(),
        row.reportSeq(),
        row.observed().epoch(),
        row.observed().seq(),
        row.phase(),
        row.whyNot().map(Enum::name),
        row.message(),
        row.activeName(),
        row.activeDigest(),
        micros(row.figures().activationMicros()),
        micros(row.figures().shadowMicros()),
        row.figures().agreement() < 0 ? Optional.empty() : Optional.of(row.figures().agreement()),
        row.figures().framesPerSecond(),
        row.figures().p99Micros(),
        row.figures().framesLost());
  }

  private static Optional<Duration> micros(long micros) {
    return micros < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(1000 * micros));
  }
}
