package io.requant.transport.mqtt.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays between attempts: random between 0 and a bound that doubles with every failure ("full
 * jitter"), so that clients that lost the same broker do not come back together.
 */
final class Backoff {

  private static final int MAX_DOUBLINGS = 20;

  private final long baseNanos;
  private final long maxNanos;
  private final RandomGenerator random;
  private int failures;

  Backoff(Duration base, Duration max, RandomGenerator random) {
    this.baseNanos = base.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
  }

  /** The next delay, in nanoseconds. */
  long next() {
    long bound = Math.min(maxNanos, baseNanos << Math.min(failures, MAX_DOUBLINGS));
    failures++;
    return random.nextLong(bound + 1);
  }

  /** A delay as after the first failure; does not count as one. */
  long first() {
    return random.nextLong(Math.min(maxNanos, baseNanos) + 1);
  }

  /** A connection was good. */
  void reset() {
    failures = 0;
  }
}
