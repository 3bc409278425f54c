package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.LeaseTable.Holding;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * A controller's part among those that share a store: whether it leads or follows, and which
 * gateways it hears. With the store to itself it leads and hears all. One thread at a time changes
 * it; any may ask.
 */
final class Seat {

  private static final Logger LOG = System.getLogger(Seat.class.getName());
  private static final Duration REFRESH = Duration.ofSeconds(1);
  private static final Duration OVERLAP = Duration.ofSeconds(15);

  private final FleetStore store;
  private final Registry registry;
  private final Desk desk;
  private final Rollouts rollouts;
  private final Ears ears;
  private final Clock clock;
  private final Optional<Membership> membership;
  private final RollCall rollCall;
  private volatile boolean leading;
  private volatile Optional<String> leader = Optional.empty();
  private long term;
  private long publishAgainAt = Long.MAX_VALUE;
  private long refreshAt;

  Seat(
      FleetStore store,
      Registry registry,
      Desk desk,
      Rollouts rollouts,
      Ears ears,
      Clock clock,
      Optional<Membership> membership,
      RollCall rollCall) {
    this.store = store;
    this.registry = registry;
    this.desk = desk;
    this.rollouts = rollouts;
    this.ears = ears;
    this.clock = clock;
    this.membership = membership;
    this.rollCall = rollCall;
  }

  /** Takes up what is stored, and the part that is free. */
  void take() throws IOException {
    store.gateways().read(0, registry::load);
    if (membership.isPresent()) {
      follow();
      keep();
    } else {
      lead();
      ears.hearAll();
      desk.publishAll();
      rollCall.now();
    }
  }

  /** Leads, follows and listens as the leases say now. */
  void keep() throws IOException {
    if (membership.isEmpty()) {
      return;
    }
    Holding holding = membership.get().now();
    leader = holding.leads() ? Optional.empty() : holding.leader();
    refresh();
    if (holding.leads() && (!leading || holding.term() != term)) {
      begin(holding.term());
    } else if (!holding.leads() && leading) {
      LOG.log(Level.WARNING, "does not lead any more");
      leading = false;
    }
    if (leading && clock.millis() >= publishAgainAt) {
      publishAgainAt = Long.MAX_VALUE;
      desk.publishAll();
    }
    if (ears.hear(holding.slots())) {
      rollCall.now();
    }
  }

  private void refresh() throws IOException {
    long now = clock.millis();
    if (now < refreshAt) {
      return;
    }
    // Gateways that others hear; what they wrote a moment ago may have been committed late.
    store.gateways().read(store.database().now() - OVERLAP.toMillis(), registry::load);
    refreshAt = now + REFRESH.toMillis();
    if (!leading) {
      follow();
    }
  }

  /**
   * The broker has forgotten everything: it is told again. {@link RollCall} asks what we missed.
   */
  void tellAgain() {
    LOG.log(Level.WARNING, "the broker has a new session; what is wanted is published again");
    if (leading) {
      desk.publishAll();
    }
  }

  private void begin(long newTerm) throws IOException {
    term = newTerm;
    store.gateways().read(0, registry::load);
    lead();
    LOG.log(Level.INFO, "leads from message {0} on", desk.last());
    desk.publishAll();
    // The one before may have been about to publish when its lease ended.
    publishAgainAt = clock.millis() + membership.orElseThrow().lifetime().toMillis();
  }

  private void lead() throws IOException {
    desk.lead();
    rollouts.reload();
    leading = true;
  }

  private void follow() throws IOException {
    desk.reload();
    desk.follow(store.orders().place());
    rollouts.reload();
  }

  /** Another controller has begun a newer epoch. */
  void fenced() {
    leading = false;
    membership.ifPresent(Membership::doubt);
  }

  /** Leaves; others can take over at once. */
  void leave() {
    leading = false;
    membership.ifPresent(Membership::leave);
  }

  boolean leads() {
    return leading;
  }

  /** Address of the controller that leads, if it is another one and has said where it is. */
  Optional<String> leader() {
    return leader;
  }

  /**
   * Lets only who leads go on.
   *
   * @throws IllegalStateException if that is another one
   */
  void require() {
    if (!leading) {
      throw new IllegalStateException(
          "this controller does not lead: ask "
              + leader.orElse("the one that does, which has not said where it is"));
    }
  }
}
