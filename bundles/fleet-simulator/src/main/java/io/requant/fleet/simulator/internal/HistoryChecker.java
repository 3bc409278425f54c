package io.requant.fleet.simulator.internal;

import io.requant.fleet.protocol.Position;
import io.requant.fleet.simulator.internal.Violation.Invariant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Judges what one gateway did, from its events and what its ring was told. Pure. */
public final class HistoryChecker {

  private final String gateway;
  private final String initial;
  private final List<Order> orders;
  private final List<Violation> violations = new ArrayList<>();
  private final Set<String> ran = new HashSet<>();
  private Position stored = Position.NONE;
  private String running = "";

  private HistoryChecker(String gateway, String initial, List<Order> orders) {
    this.gateway = gateway;
    this.initial = initial;
    this.orders = orders;
  }

  /**
   * Finds violations of {@link Invariant#NO_REGRESS}, {@link Invariant#ONE_POLICY}, {@link
   * Invariant#NOTHING_UNASKED} and {@link Invariant#TRUE_REPORTS}.
   *
   * @param initial digest of the policy that it began with
   * @param orders everything that its ring was told, in any order
   * @param events what it did, in order
   */
  public static List<Violation> check(
      String gateway, String initial, List<Order> orders, List<GatewayEvent> events) {
    HistoryChecker checker = new HistoryChecker(gateway, initial, orders);
    events.forEach(checker::take);
    return List.copyOf(checker.violations);
  }

  private void take(GatewayEvent event) {
    if (event instanceof GatewayEvent.Stored s) {
      if (!s.newest().isAfter(stored)) {
        add(Invariant.NO_REGRESS, "its disk went from " + stored + " to " + s.newest());
      }
      stored = s.newest();
    } else if (event instanceof GatewayEvent.Began b) {
      began(b.digest());
    } else if (event instanceof GatewayEvent.Ended e) {
      if (!e.digest().equals(running)) {
        add(Invariant.ONE_POLICY, brief(e.digest()) + " ended while '" + running + "' computed");
      }
      running = "";
    } else if (event instanceof GatewayEvent.Said s) {
      said(s);
    }
  }

  private void began(String digest) {
    if (!running.isEmpty()) {
      add(Invariant.ONE_POLICY, brief(digest) + " began beside " + brief(running));
    }
    running = digest;
    if (!digest.equals(initial) && !ran.contains(digest) && !asked(digest)) {
      add(
          Invariant.NOTHING_UNASKED,
          brief(digest) + " runs; no message up to " + stored + " allows it here");
    }
    ran.add(digest);
  }

  private boolean asked(String digest) {
    return orders.stream()
        .anyMatch(
            order ->
                order.digest().equals(digest)
                    && !order.position().isAfter(stored)
                    && order.allows(gateway));
  }

  private void said(GatewayEvent.Said said) {
    if (said.observed().isAfter(stored)) {
      add(
          Invariant.TRUE_REPORTS,
          "it says it accepted " + said.observed() + "; its disk has " + stored);
    }
    if (!said.active().isEmpty() && !ran.contains(said.active())) {
      add(Invariant.TRUE_REPORTS, "it says it runs " + brief(said.active()) + ", and never did");
    }
  }

  private void add(Invariant invariant, String message) {
    violations.add(new Violation(gateway, invariant, message));
  }

  private static String brief(String digest) {
    return digest.substring(0, Math.min(12, digest.length()));
  }
}
