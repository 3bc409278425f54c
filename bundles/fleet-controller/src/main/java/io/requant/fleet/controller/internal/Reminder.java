package io.requant.fleet.controller.internal;

import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.DesiredCodec;
import io.requant.fleet.protocol.Envelope;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.Target;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds gateways that missed their ring's message. Brokers may lose a retained message that is
 * published while somebody subscribes (Artemis 2.44 does), and may lose all they retained. An agent
 * reports after it has subscribed; a report that is older than the ring's message tells.
 */
final class Reminder {

  /** A gateway that refuses a message is not reminded of it for ever. */
  static final int MAX_REMINDERS = 3;

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int MAX_REMEMBERED = 10_000;

  @SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
  private record Wanted(Position position, byte[] message) {}

  private record Reminded(Position position, Instant at, int count) {}

  private final Clock clock;
  private final Map<String, Wanted> rings = new HashMap<>();
  private final Set<String> exceptions = new HashSet<>();
  private final Map<String, Reminded> reminded = new LinkedHashMap<>();

  Reminder(Clock clock) {
    this.clock = clock;
  }

  /**
   * Takes note of what is wanted of a target.
   *
   * @throws IOException if the message, which is the controller's own, is damaged
   */
  synchronized void wants(Target target, byte[] message) throws IOException {
    Desired desired = desired(target, message);
    if (target instanceof Target.Ring) {
      rings.put(target.id(), new Wanted(desired.position(), message));
    } else if (desired.action() == Desired.Action.RELEASE) {
      exceptions.remove(target.id());
    } else {
      exceptions.add(target.id());
    }
  }

  private static Desired desired(Target target, byte[] message) throws IOException {
    try {
      return DesiredCodec.decode(Envelope.decode(message, Integer.MAX_VALUE).payload());
    } catch (RefusedException e) {
      throw new IOException("stored message to " + target.id() + ": " + e.getMessage(), e);
    }
  }

  /**
   * The message of a gateway's ring, if the gateway should have it and does not.
   *
   * @param observed newest message that the gateway accepted
   */
  synchronized Optional<byte[]> missing(String gateway, String ring, Position observed) {
    Wanted wanted = rings.get(ring);
    if (wanted == null || exceptions.contains(gateway) || !wanted.position().isAfter(observed)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Reminded last = reminded.get(gateway);
    boolean again = last != null && last.position().equals(wanted.position());
    if (again && (last.count() >= MAX_REMINDERS || now.isBefore(last.at().plus(INTERVAL)))) {
      return Optional.empty();
    }
    if (reminded.size() >= MAX_REMEMBERED) {
      reminded.remove(reminded.keySet().iterator().next());
    }
    reminded.put(gateway, new Reminded(wanted.position(), now, again ? last.count() + 1 : 1));
    return Optional.of(wanted.message());
  }
}
