package io.requant.fleet.simulator.internal.torture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts reports as they are heard, and lets one wait for a number of them. */
final class Pulse {

  private long beats;

  synchronized void beat() {
    beats++;
    notifyAll();
  }

  synchronized long beats() {
    return beats;
  }

  /** Waits until there were so many, though not longer than that; whether there were. */
  synchronized boolean await(long wanted, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (beats < wanted) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}
