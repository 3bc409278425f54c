package io.requant.resources.internal.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a load for a time, or until it is stopped, and keeps account of every second. */
final class LoadRun {

  /** Seconds that a report lists; a load may run for days. */
  private static final int MOST_LISTED = 3600;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  /**
   * One look at the load.
   *
   * @param seconds since it began
   * @param held share of the threads' time since the look before, 0..1
   * @param mean share since it began
   */
  record Look(double seconds, double held, double mean) {}

  /**
   * What the load came to.
   *
   * @param seconds how long it ran
   * @param held share of the threads' time, 0..1
   * @param stopped whether it was stopped before its time
   * @param looks the first hour, second by second
   */
  record Outcome(double seconds, double held, boolean stopped, List<Look> looks) {}

  /**
   * Runs on the calling thread.
   *
   * @param share wanted share of each thread's time
   * @param threads how many
   * @param seconds how long; {@link Long#MAX_VALUE} for until it is stopped
   * @param progress hears every second
   */
  Outcome run(double share, int threads, long seconds, Consumer<Look> progress) {
    List<Look> looks = new ArrayList<>();
    long start = System.nanoTime();
    boolean stopped = false;
    double held = 0;
    double time = 0;
    try (LoadGenerator load = new LoadGenerator(share, threads)) {
      long usedBefore = 0;
      double timeBefore = 0;
      for (long second = 1; second <= seconds && !stopped; second++) {
        stopped = waitUntil(start + TimeUnit.SECONDS.toNanos(second));
        long used = load.usedNanos();
        time = (System.nanoTime() - start) / 1e9;
        held = used / 1e9 / time / threads;
        Look look = new Look(time, (used - usedBefore) / 1e9 / (time - timeBefore) / threads, held);
        usedBefore = used;
        timeBefore = time;
        if (looks.size() < MOST_LISTED) {
          looks.add(look);
        }
        progress.accept(look);
      }
    }
    return new Outcome(time, held, stopped, List.copyOf(looks));
  }

  private boolean waitUntil(long nanos) {
    try {
      return stop.await(Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return true; // the process is told to end: what was held is still to be reported
    }
  }

  /** Told when everything is reported. */
  void finished() {
    done.countDown();
  }

  /** Stops the run and waits a while for its report. */
  void stopAndWait() {
    stop.countDown();
    try {
      boolean unused = done.await(3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
