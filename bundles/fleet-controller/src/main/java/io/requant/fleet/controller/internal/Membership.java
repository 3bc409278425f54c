package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.store.LeaseTable;
import io.requant.fleet.controller.internal.store.LeaseTable.Holding;
import io.requant.fleet.controller.internal.store.StoreException;
import io.requant.fleet.protocol.Ids;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A controller's place among those that share a database. What it holds ends by its own clock when
 * it cannot renew it, before anybody else can have it. One thread at a time.
 */
final class Membership {

  /**
   * How a controller shares a database.
   *
   * @param id its name, unlike that of every other
   * @param address where people reach its REST interface; may be empty
   * @param lifetime how long others wait for one that is silent
   */
  record Settings(String id, String address, Duration lifetime) {
    Settings {
      Ids.check("controllerId", id);
      if (lifetime.compareTo(Duration.ofSeconds(1)) < 0
          || lifetime.compareTo(Duration.ofMinutes(10)) > 0) {
        throw new IllegalArgumentException("leaseSeconds " + lifetime.toSeconds() + "; 1..600");
      }
      if (address.length() > 200) {
        throw new IllegalArgumentException("publicUrl is longer than 200 characters");
      }
    }
  }

  private static final Logger LOG = System.getLogger(Membership.class.getName());

  private final Settings settings;
  private final LeaseTable leases;
  private final LongSupplier nanoTime;
  private Holding holding = Holding.NONE;
  private long until;
  private long nextRenewal;
  private boolean first = true;

  Membership(Settings settings, LeaseTable leases, LongSupplier nanoTime) {
    this.settings = settings;
    this.leases = leases;
    this.nanoTime = nanoTime;
  }

  /** What this controller holds now; renews it when a third of its life is over. */
  Holding now() {
    long asked = nanoTime.getAsLong();
    if (first || asked - nextRenewal >= 0) {
      try {
        holding = leases.renew(settings.id(), settings.address(), settings.lifetime().toMillis());
        until = asked + settings.lifetime().toNanos();
        nextRenewal = asked + settings.lifetime().toNanos() / 3;
        first = false;
      } catch (StoreException e) {
        LOG.log(Level.WARNING, "leases were not renewed: {0}", e.getMessage());
      }
    }
    if (nanoTime.getAsLong() - until >= 0) {
      holding = Holding.NONE;
    }
    return holding;
  }

  /** Another controller has begun an epoch: what is held is asked for anew. */
  void doubt() {
    first = true;
    holding = Holding.NONE;
  }

  /** Lets others take over at once. */
  void leave() {
    try {
      leases.release(settings.id());
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "leases were not given back: {0}", e.getMessage());
    }
  }

  Duration lifetime() {
    return settings.lifetime();
  }
}
