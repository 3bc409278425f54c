package io.requant.camera.internal;

import java.util.function.BooleanSupplier;

/**
 * Says when the next frame is due.
 *
 * <p>Frame {@code k} is due at {@code origin + k / rate}: a frame that comes late does not delay
 * those after it, and the rate does not drift. Frames that are late are given all the same, one
 * after the other at no more than the highest rate. Only after a stall of more than {@link
 * #LONGEST_LAG} is the schedule moved, so that a machine that slept does not answer with a burst;
 * {@link #moved()} counts the periods that were given up then. No frame is left out either way.
 */
final class Pacer {

  /** A longer lag than this, in nanoseconds, moves the schedule. */
  static final long LONGEST_LAG = 1_000_000_000L;

  private static final double SECOND = 1e9;

  private final Ticker ticker;
  private final double period;
  private final long shortestGap;
  private long origin;
  private long next;
  private long earliest;
  private long moved;

  /**
   * Starts a schedule: the first frame is due now.
   *
   * @param ticker the time
   * @param rate frames a second, 0 for the highest rate
   * @param maxRate highest rate, positive; late frames come no faster either
   */
  Pacer(Ticker ticker, double rate, double maxRate) {
    if (!(maxRate > 0 && Double.isFinite(maxRate))) {
      throw new IllegalArgumentException(
          "maxRate " + maxRate + ": a positive number of frames a second is needed");
    }
    if (!(rate >= 0 && rate <= maxRate)) {
      throw new IllegalArgumentException(
          "rate %s: 0 (as fast as allowed) to maxRate, %s frames a second, is possible"
              .formatted(rate, maxRate));
    }
    this.ticker = ticker;
    this.period = SECOND / (rate == 0 ? maxRate : rate);
    this.shortestGap = (long) (SECOND / maxRate);
    this.origin = ticker.nanoTime();
    this.earliest = origin;
  }

  /**
   * Waits for the next frame's time.
   *
   * @param running asked before every wait
   * @return whether the frame may be given; false if it is no longer running
   */
  boolean awaitNext(BooleanSupplier running) {
    long due = origin + Math.round(next * period);
    while (running.getAsBoolean()) {
      long now = ticker.nanoTime();
      long wait = Math.max(due - now, earliest - now);
      if (wait <= 0) {
        giveWay(now - due);
        next++;
        earliest = now + shortestGap;
        return true;
      }
      ticker.park(wait);
    }
    return false;
  }

  private void giveWay(long lag) {
    if (lag > LONGEST_LAG) {
      long periods = (long) (lag / period);
      origin += Math.round(periods * period);
      moved += periods;
    }
  }

  /** Periods by which the schedule was moved after long stalls. */
  long moved() {
    return moved;
  }
}
