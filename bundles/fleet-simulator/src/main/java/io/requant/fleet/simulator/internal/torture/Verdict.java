package io.requant.fleet.simulator.internal.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.simulator.internal.Order;
import io.requant.fleet.simulator.internal.Violation;
import io.requant.fleet.simulator.internal.Violation.Invariant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges what the controller did, by the wire and by its audit log. Pure. */
final class Verdict {

  private static final String CONTROLLER = "controller";

  private Verdict() {}

  /**
   * An entry of the audit log.
   *
   * @param event what happened, {@code rollout.RUNNING} for a wave that begins
   * @param subject the rollout
   */
  record Entry(String event, String subject) {

    /** Reads what {@code fleet audit --json} prints. */
    static List<Entry> read(JsonNode audit) {
      List<Entry> entries = new ArrayList<>();
      audit.forEach(
          e -> entries.add(new Entry(e.path("event").asText(), e.path("subject").asText())));
      return entries;
    }
  }

  /** Messages under one number that differ, and waves that shrink. */
  static List<Violation> orders(List<Order> orders) {
    List<Violation> violations = new ArrayList<>();
    Map<Position, Order> byPosition = new HashMap<>();
    for (Order order : orders) {
      Order other = byPosition.putIfAbsent(order.position(), order);
      if (other != null) {
        violations.add(
            new Violation(
                CONTROLLER,
                Invariant.ONE_ORDER,
                "two messages " + order.position() + ": " + other + ", " + order));
      }
    }
    List<Order> sorted =
        orders.stream().sorted((a, b) -> a.position().compareTo(b.position())).toList();
    Map<String, Order> widest = new HashMap<>();
    boolean back = false;
    for (Order order : sorted) {
      if (order.action() == Action.ROLLBACK) {
        back = true;
      } else if (order.action() == Action.APPLY) {
        Order before = widest.put(order.slice().salt(), order);
        if (back || (before != null && before.slice().to() > order.slice().to())) {
          violations.add(
              new Violation(
                  CONTROLLER,
                  Invariant.ONE_ORDER,
                  "a rollout that has gone on, or back, is begun again by " + order));
        }
      }
    }
    return violations;
  }

  /**
   * Compares the audit log with what was ordered and heard.
   *
   * @param rollout its id
   * @param published orders to the ring that were heard on the wire
   * @param ends states that the rollout was seen to come to, COMPLETED and ROLLED_BACK
   */
  static List<Violation> audit(
      List<Entry> audit, String rollout, List<Order> published, List<String> ends) {
    List<Violation> violations = new ArrayList<>();
    Map<String, Long> count = new HashMap<>();
    audit.stream()
        .filter(entry -> entry.subject().equals(rollout))
        .forEach(entry -> count.merge(entry.event(), 1L, Long::sum));
    long waves =
        published.stream()
            .filter(o -> o.action() == Action.APPLY)
            .map(o -> o.slice().to())
            .distinct()
            .count();
    boolean back = published.stream().anyMatch(o -> o.action() == Action.ROLLBACK);
    check(violations, count.getOrDefault("rollout", 0L) == 1, "the order of " + rollout, count);
    check(
        violations,
        count.getOrDefault("rollout.RUNNING", 0L) >= waves,
        "each of the " + waves + " waves that were heard",
        count);
    check(
        violations,
        count.getOrDefault("rollout.ROLLING_BACK", 0L) == (back ? 1 : 0),
        back ? "one order to go back" : "no order to go back",
        count);
    for (String end : ends) {
      check(violations, count.getOrDefault("rollout." + end, 0L) == 1, "its end, " + end, count);
    }
    return violations;
  }

  private static void check(
      List<Violation> violations, boolean holds, String what, Map<String, Long> count) {
    if (!holds) {
      violations.add(
          new Violation(
              CONTROLLER, Invariant.AUDITED, "the log has not once " + what + ": " + count));
    }
  }
}
