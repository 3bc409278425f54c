package io.requant.fleet.controller.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks all gateways to report, and counts those as gone who do not. A broker that is killed forgets
 * the wills that it was about to publish: after every interruption nobody else says who is gone.
 *
 * <p>Bounded: one message a ring, and not sooner than {@value #PAUSE_SECONDS} s after the last
 * time, however often the connection comes and goes. Whoever does not answer is only counted as
 * gone if the connection was there all the time.
 */
final class RollCall {

  /** Agents spread their answers over a minute. */
  static final Duration SPREAD = Duration.ofMinutes(1);

  static final int PAUSE_SECONDS = 120;

  private static final Logger LOG = System.getLogger(RollCall.class.getName());
  private static final long NEVER = Long.MIN_VALUE;

  private final Registry registry;
  private final Supplier<Set<String>> rings;
  private final Consumer<String> ask;
  private final Clock clock;
  private final Duration answer;
  private boolean connected;
  private boolean due;
  private long askedAt = NEVER;
  private long judgeAt = NEVER;

  /**
   * Asks nobody yet.
   *
   * @param rings whom to ask
   * @param ask asks one
   * @param answer how long a gateway that is there may take beyond the spread
   */
  RollCall(
      Registry registry,
      Supplier<Set<String>> rings,
      Consumer<String> ask,
      Clock clock,
      Duration answer) {
    this.registry = registry;
    this.rings = rings;
    this.ask = ask;
    this.clock = clock;
    this.answer = answer;
  }

  /** Asks everybody now: somebody may have said something that nobody heard. */
  synchronized void now() {
    due = false;
    askedAt = clock.millis();
    judgeAt = connected ? askedAt + SPREAD.plus(answer).toMillis() : NEVER;
    new TreeSet<>(rings.get()).forEach(ask);
  }

  /** The connection to the broker has come, or gone. */
  synchronized void connection(boolean there) {
    if (there && !connected) {
      due = true;
    }
    if (!there) {
      judgeAt = NEVER;
    }
    connected = there;
  }

  /** Asks if that is due, and judges if all have had their time. */
  synchronized void tick() {
    long time = clock.millis();
    if (due && (askedAt == NEVER || time - askedAt >= PAUSE_SECONDS * 1000L)) {
      now();
    }
    if (judgeAt != NEVER && time >= judgeAt) {
      judgeAt = NEVER;
      judge();
    }
  }

  private void judge() {
    int gone = registry.goneUnlessHeard(askedAt, clock.millis());
    if (gone > 0) {
      LOG.log(Level.WARNING, "{0} gateways did not answer, and count as gone", gone);
    }
  }
}
