package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.store.FencedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** What a controller does over and over; one thread calls it, any may ask how it goes. */
final class Rounds {

  private final Inbox inbox;
  private final Seat seat;
  private final BrokerWatch broker;
  private final Overview overview;
  private final RollCall rollCall;
  private final Rollouts rollouts;
  private final AntiEntropy antiEntropy;
  private final Renewal renewal;
  private volatile String problem;

  Rounds(
      Inbox inbox,
      Seat seat,
      BrokerWatch broker,
      Overview overview,
      RollCall rollCall,
      Rollouts rollouts,
      AntiEntropy antiEntropy,
      Renewal renewal) {
    this.inbox = inbox;
    this.seat = seat;
    this.broker = broker;
    this.overview = overview;
    this.rollCall = rollCall;
    this.rollouts = rollouts;
    this.antiEntropy = antiEntropy;
    this.renewal = renewal;
  }

  /** Does what is due. What fails is tried again the next time. */
  void run() {
    try {
      inbox.flush();
      seat.keep();
      if (broker.forgot()) {
        seat.tellAgain();
      }
      if (seat.leads()) {
        rollCall.tick();
        rollouts.tick(overview.rings());
        antiEntropy.sweep(overview);
        renewal.run();
      }
      problem = null;
    } catch (FencedException e) {
      problem = e.getMessage();
      seat.fenced();
      throw e;
    } catch (RuntimeException e) {
      problem = e.getMessage();
      throw e;
    } catch (IOException e) {
      problem = e.getMessage();
      throw new UncheckedIOException(e);
    }
  }

  /** Why the last round failed; empty if it did not. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }
}
