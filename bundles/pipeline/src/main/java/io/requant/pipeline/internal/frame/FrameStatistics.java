package io.requant.pipeline.internal.frame;

import java.util.Arrays;

/**
 * How fast results come: percentiles of the last {@value #WINDOW} inference times, results in the
 * last second, and the longest time between two results since the start.
 *
 * <p>Exact over its window, fixed memory; one short lock per frame.
 */
public final class FrameStatistics {

  /** Results that percentiles are taken over. */
  public static final int WINDOW = 2048;

  private static final long SECOND = 1_000_000_000L;

  private final long[] durations = new long[WINDOW];
  private final long[] completions = new long[WINDOW];
  private long count;
  private long worstGap;

  /**
   * Adds a result.
   *
   * @param durationNanos time of its inference
   * @param completedNanos when it was there
   */
  public synchronized void completed(long durationNanos, long completedNanos) {
    if (count > 0) {
      long last = completions[(int) ((count - 1) % WINDOW)];
      worstGap = Math.max(worstGap, completedNanos - last);
    }
    int place = (int) (count % WINDOW);
    durations[place] = durationNanos;
    completions[place] = completedNanos;
    count++;
  }

  /**
   * The figures at one moment.
   *
   * @param framesPerSecond results in the last second
   * @param p50Micros median, 0 without results
   * @param p99Micros 99th percentile, 0 without results
   * @param worstGapMicros longest time between two results, 0 before there are two
   */
  public record Figures(
      double framesPerSecond, long p50Micros, long p99Micros, long worstGapMicros) {}

  /** The figures at the moment {@code nowNanos}. */
  public Figures figures(long nowNanos) {
    long[] recent;
    double rate;
    long gap;
    synchronized (this) {
      int filled = (int) Math.min(count, WINDOW);
      recent = Arrays.copyOf(durations, filled);
      rate = rate(filled, nowNanos);
      gap = worstGap;
    }
    Arrays.sort(recent);
    return new Figures(
        rate, percentile(recent, 0.5) / 1000, percentile(recent, 0.99) / 1000, gap / 1000);
  }

  private double rate(int filled, long now) {
    int within = 0;
    while (within < filled && now - completions[(int) ((count - 1 - within) % WINDOW)] < SECOND) {
      within++;
    }
    if (within < WINDOW) {
      return within;
    }
    // More results a second than the window holds: extrapolate from the time it spans.
    long span = now - completions[(int) (count % WINDOW)];
    return (double) WINDOW * SECOND / Math.max(1, span);
  }

  /**
   * Nearest-rank percentile.
   *
   * @param sorted ascending; 0 is returned if it is empty
   * @param share 0..1
   */
  public static long percentile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }
}
