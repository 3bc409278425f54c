package io.requant.resources.internal.load;

/**
 * Keeps several threads together at a share of processor time: what they have used is compared with
 * what they should have used by now, and who is ahead sleeps. The comparison goes over the whole
 * run, so that errors of single sleeps cancel out.
 */
final class DutyLedger {

  /** What was missed while the processors were busy elsewhere is made up for this long at most. */
  private static final double MOST_LAG_NANOS = 250e6;

  private final double cores;
  private final double mostLag;
  private long usedNanos;
  private double forgivenNanos;
  private final long startNanos;

  /**
   * Starts an account.
   *
   * @param share wanted share of each thread's time, above 0, at most 1
   * @param threads how many threads there are
   * @param nowNanos time of a monotonic clock
   */
  DutyLedger(double share, int threads, long nowNanos) {
    this.cores = share * threads;
    this.mostLag = MOST_LAG_NANOS * cores;
    this.startNanos = nowNanos;
  }

  /**
   * Books processor time that a thread has used.
   *
   * @return how long the thread shall sleep, in nanoseconds; 0 to go on
   */
  synchronized long charge(long cpuNanos, long nowNanos) {
    usedNanos += cpuNanos;
    double lead = usedNanos + forgivenNanos - cores * (nowNanos - startNanos);
    if (lead < -mostLag) {
      forgivenNanos += -mostLag - lead;
      return 0;
    }
    return lead <= 0 ? 0 : (long) (lead / cores);
  }

  /** Processor time that all threads have used, in nanoseconds. */
  synchronized long usedNanos() {
    return usedNanos;
  }
}
