package io.requant.fleet.simulator.internal;

import io.requant.fleet.protocol.Position;
import java.util.ArrayList;
import java.util.List;

/** What one gateway did, in the order in which it happened. Safe for several threads. */
public final class GatewayLog {

  private final List<GatewayEvent> events = new ArrayList<>(16);
  private Position stored = Position.NONE;

  /** Its disk has this newest position of its ring; repetitions are left out. */
  public synchronized void stored(Position newest) {
    if (!newest.equals(stored)) {
      stored = newest;
      events.add(new GatewayEvent.Stored(newest));
    }
  }

  /** Anything else happened. */
  public synchronized void add(GatewayEvent event) {
    events.add(event);
  }

  /** A copy of what happened so far. */
  public synchronized List<GatewayEvent> events() {
    return List.copyOf(events);
  }
}
