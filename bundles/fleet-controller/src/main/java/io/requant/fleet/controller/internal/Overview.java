package io.requant.fleet.controller.internal;

import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.GatewayStanding;
import io.requant.fleet.controller.internal.rollout.Assessment;
import io.requant.fleet.controller.internal.rollout.Assessment.Rule;
import io.requant.fleet.controller.internal.rollout.Assessor;
import io.requant.fleet.controller.internal.rollout.Explanation;
import io.requant.fleet.controller.internal.rollout.Tally;
import io.requant.fleet.controller.internal.rollout.Wanted;
import io.requant.fleet.controller.internal.store.GatewayRow;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Target;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Brings together what is wanted and what is known. */
final class Overview {

  private final Registry registry;
  private final Desk desk;
  private final Assessor assessor;
  private final Clock clock;

  Overview(Registry registry, Desk desk, Assessor assessor, Clock clock) {
    this.registry = registry;
    this.desk = desk;
    this.assessor = assessor;
    this.clock = clock;
  }

  /** Takes what is known of a gateway. */
  @FunctionalInterface
  interface Sink {
    /** Takes one. */
    void take(GatewayRow row, Wanted wanted, Assessment assessment);
  }

  /** Judges every gateway with regard to its ring's message: pinned ones are exempt from that. */
  void each(Sink sink) {
    long now = clock.millis();
    Position last = desk.last();
    boolean pins = desk.hasPins();
    Map<String, Optional<Wanted>> rings = new HashMap<>();
    registry.each(
        entry -> {
          GatewayRow row = entry.row();
          Wanted wanted =
              rings
                  .computeIfAbsent(
                      row.ring(), ring -> Optional.ofNullable(desk.wanted(new Target.Ring(ring))))
                  .orElse(null);
          boolean pinned = pins && desk.pin(row.id()) != null;
          sink.take(
              row,
              wanted,
              pinned
                  ? new Assessment(Rule.PINNED, desk.pin(row.id()).issued())
                  : assessor.assess(wanted, row, entry::bucket, last, now));
        });
  }

  /** Counts of every ring that was told something or that a gateway named. */
  Map<String, FleetCounts> rings() {
    Map<String, Tally> tallies = new TreeMap<>();
    desk.rings().forEach(ring -> tallies.put(ring, new Tally()));
    each(
        (row, wanted, assessment) ->
            tallies
                .computeIfAbsent(row.ring(), ring -> new Tally())
                .add(assessment.standing(), assessment.code(row)));
    Map<String, FleetCounts> counts = new TreeMap<>();
    tallies.forEach((ring, tally) -> counts.put(ring, tally.counts()));
    return counts;
  }

  /** How many gateways have a certificate that has ended or ends soon. */
  long certificatesEndingSoon() {
    long now = clock.millis();
    long[] count = {0};
    registry.each(entry -> count[0] += Certificates.endsSoon(entry.row(), now) ? 1 : 0);
    return count[0];
  }

  /** What is known of the gateways whose ids come after one, in order, {@code limit} at most. */
  List<GatewayStanding> after(String id, int limit) {
    return registry.idsAfter(id, limit).stream()
        .map(this::explain)
        .flatMap(Optional::stream)
        .toList();
  }

  /** What is known of a gateway with regard to the message that counts for it. */
  Optional<GatewayStanding> explain(String gateway) {
    Optional<Registry.Entry> entry = registry.find(gateway);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    GatewayRow row = entry.get().row();
    Wanted pin = desk.pin(gateway);
    Wanted wanted = pin != null ? pin : desk.wanted(new Target.Ring(row.ring()));
    Assessment assessment =
        assessor.assess(wanted, row, entry.get()::bucket, desk.last(), clock.millis());
    return Optional.of(
        new GatewayStanding(
            row.id(),
            row.ring(),
            assessment.standing(),
            Optional.ofNullable(assessment.code(row)),
            Instant.ofEpochMilli(assessment.since()),
            (pin != null ? "it is pinned to a message of its own. " : "")
                + Explanation.of(assessment, wanted, row)
                + Certificates.remark(row, clock.millis()),
            wanted == null ? "" : wanted.desired().position().toString(),
            wanted == null ? "" : wanted.desired().rolloutId(),
            Views.report(row)));
  }
}
