package io.requant.resources.internal.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds processors at a share: Algorithm 1 of Wang et al. 2023 (sweep a vector, then sleep), with
 * the sleep set by the processor time that the threads have really used.
 */
public final class LoadGenerator implements AutoCloseable {

  /** Most threads. */
  public static final int MAX_THREADS = 256;

  private static final long SLICE_NANOS = 1_000_000;
  private static final int VECTOR = 1 << 14;
  private static final long LONGEST_SLEEP_NANOS = 100_000_000;

  private final ThreadMXBean times = ManagementFactory.getThreadMXBean();
  private final List<Thread> threads = new ArrayList<>();
  private final DutyLedger ledger;
  private volatile boolean stopped;
  private volatile float digest;

  /**
   * Starts the threads.
   *
   * @param share wanted share of each thread's time, above 0, at most 1
   * @param count how many threads, 1..256
   * @throws IllegalArgumentException if a value is out of range
   */
  public LoadGenerator(double share, int count) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share " + share + ": above 0, at most 1 is possible");
    }
    if (count < 1 || count > MAX_THREADS) {
      throw new IllegalArgumentException(
          "%d threads: 1..%d are possible".formatted(count, MAX_THREADS));
    }
    if (!times.isCurrentThreadCpuTimeSupported()) {
      throw new IllegalStateException("this JVM does not tell a thread's processor time");
    }
    ledger = new DutyLedger(share, count, System.nanoTime());
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(this::run, "requant-load-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void run() {
    float[] x = new float[VECTOR];
    float[] y = new float[VECTOR];
    java.util.Arrays.fill(x, 1);
    long booked = times.getCurrentThreadCpuTime();
    while (!stopped) {
      long end = System.nanoTime() + SLICE_NANOS;
      while (System.nanoTime() < end) {
        sweep(x, y);
      }
      digest = y[0];
      long used = times.getCurrentThreadCpuTime();
      long sleep = ledger.charge(used - booked, System.nanoTime());
      booked = used;
      if (sleep > 0 && !stopped) {
        LockSupport.parkNanos(this, Math.min(sleep, LONGEST_SLEEP_NANOS));
      }
    }
  }

  private static void sweep(float[] x, float[] y) {
    for (int i = 0; i < VECTOR; i++) {
      y[i] = 0.5f * y[i] + x[i];
    }
  }

  /** Processor time that the threads have used together, in nanoseconds. */
  public long usedNanos() {
    return ledger.usedNanos();
  }

  /** Ends the threads and waits for them. */
  @Override
  public void close() {
    stopped = true;
    threads.forEach(LockSupport::unpark);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // they end by themselves within a slice
    }
    if (Float.isNaN(digest)) {
      throw new IllegalStateException("the load computed no numbers");
    }
  }
}
