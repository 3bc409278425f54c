package io.requant.fleet.agent.internal.machine;

import io.requant.fleet.protocol.Gates;
import io.requant.fleet.protocol.Reported.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Watches a new policy for a while, and says when it is no good. */
final class Soak {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Gates gates;
  private final Instant until;
  private Instant next;

  /**
   * Begins to watch, or goes on after a restart.
   *
   * @param until when it is over
   */
  Soak(Gates gates, Instant now, Instant until) {
    this.gates = gates;
    this.until = until;
    this.next = now.plus(INTERVAL);
  }

  /** When to check next. */
  Instant next() {
    return next;
  }

  /** Whether it is over. */
  boolean over(Instant now) {
    return !now.isBefore(until);
  }

  /** What is wrong; empty if nothing is. */
  Optional<String> check(Instant now, Health health) {
    next = now.plus(INTERVAL);
    long limit = gates.shadow().maxP99().toNanos() / 1000;
    if (health.p99Micros() > limit) {
      return Optional.of(
          "while soaking the 99th percentile was "
              + health.p99Micros()
              + " us; at most "
              + limit
              + " is allowed");
    }
    return health.lost() == 0
        ? Optional.empty()
        : Optional.of("while soaking " + health.lost() + " frames were lost");
  }
}
