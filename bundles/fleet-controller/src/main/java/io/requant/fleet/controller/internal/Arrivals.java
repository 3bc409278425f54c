package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.store.GatewayRow;
import io.requant.fleet.protocol.Target;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What happens at once when a gateway has reported. Safe for several threads. */
final class Arrivals {

  private static final Logger LOG = System.getLogger(Arrivals.class.getName());
  private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

  private final Waiters waiters;
  private final AntiEntropy antiEntropy;
  private final Desk desk;
  private final BooleanSupplier leads;
  private final Clock clock;
  private volatile long saidAheadAt;

  Arrivals(
      Waiters waiters, AntiEntropy antiEntropy, Desk desk, BooleanSupplier leads, Clock clock) {
    this.waiters = waiters;
    this.antiEntropy = antiEntropy;
    this.desk = desk;
    this.leads = leads;
    this.clock = clock;
  }

  /** Hears of a report that counts. */
  void heard(GatewayRow row, Registry.Change change) {
    waiters.reported(row);
    if (!leads.getAsBoolean()) {
      return;
    }
    if (change == Registry.Change.BOOT) {
      antiEntropy.joined(row, desk.wanted(new Target.Ring(row.ring())));
    }
    long now = clock.millis();
    if (row.observed().isAfter(desk.last()) && now - saidAheadAt > SAY_AGAIN.toMillis()) {
      saidAheadAt = now;
      LOG.log(
          Level.ERROR,
          "gateway {0} accepted message {1}, but this controller has only come to {2}: was its state"
              + " lost, or is there a second one? Gateways refuse its messages until it has a new key",
          row.id(),
          row.observed(),
          desk.last());
    }
  }
}
