package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.rollout.Assessment;
import io.requant.fleet.controller.internal.rollout.Assessment.Rule;
import io.requant.fleet.controller.internal.rollout.Wanted;
import io.requant.fleet.controller.internal.store.GatewayRow;
import io.requant.fleet.protocol.Position;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds gateways that missed their ring's message, and brings it to them. Brokers may lose a
 * retained message that is published while somebody subscribes (Artemis 2.44 does), and may lose
 * all they retained.
 *
 * <p>Bounded: a gateway is sent a message three times at most, all of them together at most {@value
 * #PER_SECOND} a second; where many of a ring miss it, the ring's message is published again
 * instead, five times at most, at growing intervals.
 */
final class AntiEntropy {

  static final int MAX_REMINDERS = 3;
  static final int MAX_REPEATS = 5;
  static final int PER_SECOND = 20;

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration FIRST_REPEAT = Duration.ofSeconds(60);
  private static final int GATEWAYS_PER_SECOND = 250;
  private static final int MANY = 20;
  private static final double MANY_SHARE = 0.05;
  private static final int MAX_REMEMBERED = 10_000;

  private record Reminded(Position position, long at, int count) {}

  private record Repeated(Position position, long next, long pause, int count) {}

  private final Desk desk;
  private final Clock clock;
  private final Map<String, Reminded> reminded = new LinkedHashMap<>();
  private final Map<String, Repeated> repeated = new HashMap<>();
  private double allowance = PER_SECOND;
  private long allowanceAt;

  AntiEntropy(Desk desk, Clock clock) {
    this.desk = desk;
    this.clock = clock;
    allowanceAt = clock.millis();
  }

  /**
   * Hears of the first report of a process: it was written after the agent had subscribed, so what
   * it does not know may have been lost.
   *
   * @param wanted its ring's message; null if there is none
   */
  synchronized void joined(GatewayRow row, Wanted wanted) {
    if (wanted != null
        && desk.pin(row.id()) == null
        && wanted.desired().position().isAfter(row.observed())) {
      remind(row, wanted, clock.millis());
    }
  }

  /** Looks at all. */
  synchronized void sweep(Overview overview) {
    long now = clock.millis();
    Map<String, Missing> rings = new HashMap<>();
    overview.each(
        (row, wanted, assessment) -> {
          if (wanted != null) {
            rings.computeIfAbsent(row.ring(), ring -> new Missing(wanted)).add(row, assessment);
          }
        });
    rings.forEach((ring, missing) -> sweep(ring, missing, now));
  }

  private void sweep(String ring, Missing missing, long now) {
    // A large ring takes a while to answer.
    long patience = INTERVAL.toMillis() + 1000L * missing.gateways / GATEWAYS_PER_SECOND;
    if (now - missing.wanted.issued() < patience) {
      return;
    }
    if (missing.count > Math.max(MANY, MANY_SHARE * missing.gateways)) {
      repeat(ring, missing.wanted, now);
      return;
    }
    missing.some.forEach(row -> remind(row, missing.wanted, now));
  }

  private void repeat(String ring, Wanted wanted, long now) {
    Position position = wanted.desired().position();
    Repeated last =
        Optional.ofNullable(repeated.get(ring))
            .filter(r -> r.position().equals(position))
            .orElseGet(
                () ->
                    new Repeated(
                        position,
                        wanted.issued() + FIRST_REPEAT.toMillis(),
                        FIRST_REPEAT.toMillis(),
                        0));
    if (now >= last.next() && last.count() < MAX_REPEATS) {
      desk.repeat(ring);
      last = new Repeated(position, now + 2 * last.pause(), 2 * last.pause(), last.count() + 1);
    }
    repeated.put(ring, last);
  }

  private void remind(GatewayRow row, Wanted wanted, long now) {
    Position position = wanted.desired().position();
    Reminded last = reminded.get(row.id());
    boolean again = last != null && last.position().equals(position);
    boolean enough =
        again && (last.count() >= MAX_REMINDERS || now - last.at() < INTERVAL.toMillis());
    if (enough || !allowed(now)) {
      return;
    }
    if (reminded.size() >= MAX_REMEMBERED) {
      reminded.remove(reminded.keySet().iterator().next());
    }
    reminded.put(row.id(), new Reminded(position, now, again ? last.count() + 1 : 1));
    desk.remind(row.id(), wanted);
  }

  private boolean allowed(long now) {
    allowance = Math.min(PER_SECOND, allowance + (now - allowanceAt) * PER_SECOND / 1000.0);
    allowanceAt = now;
    if (allowance < 1) {
      return false;
    }
    allowance--;
    return true;
  }

  /** Gateways of a ring that are there and have not said that they have its message. */
  private static final class Missing {
    private final Wanted wanted;
    private final List<GatewayRow> some = new ArrayList<>();
    private int gateways;
    private int count;

    Missing(Wanted wanted) {
      this.wanted = wanted;
    }

    void add(GatewayRow row, Assessment assessment) {
      gateways++;
      boolean missing = assessment.rule() == Rule.SENT || assessment.rule() == Rule.NO_ANSWER;
      if (missing && row.online()) {
        count++;
        if (some.size() < PER_SECOND) {
          some.add(row);
        }
      }
    }
  }
}
