package io.requant.quantlstm.internal.measure;

/**
 * Holds a thread to a share of one processor as a control group's quota does: in every period it
 * may use its share of the period, then it waits for the next. What it used beyond is taken off the
 * periods that follow; what it did not use is lost.
 */
public final class CpuQuota {

  private final double share;
  private final long periodNanos;
  private final long startNanos;
  private long usedNanos;
  private long resumedNanos;

  /**
   * Starts the first period.
   *
   * @param share of one processor, above 0, at most 1
   * @param periodNanos length of a period, above 0
   * @param nowNanos now
   * @throws IllegalArgumentException if share or period are not possible
   */
  public CpuQuota(double share, long periodNanos, long nowNanos) {
    if (!(share > 0 && share <= 1) || periodNanos < 1) {
      throw new IllegalArgumentException(
          "a quota of %s in periods of %d ns: above 0, at most 1, and above 0"
              .formatted(share, periodNanos));
    }
    this.share = share;
    this.periodNanos = periodNanos;
    this.startNanos = nowNanos;
    this.resumedNanos = nowNanos;
  }

  /**
   * Books processor time.
   *
   * @return how long the thread has to wait from now on, 0 if it may go on
   */
  public long charge(long cpuNanos, long nowNanos) {
    if (share == 1) {
      return 0;
    }
    // Periods that had ended when this stretch of work began.
    long ended = (resumedNanos - startNanos) / periodNanos;
    usedNanos = Math.max(usedNanos, (long) (ended * share * periodNanos)) + cpuNanos;
    // Used up so many periods; the thread may run in the one after them.
    long periods = (long) (usedNanos / (share * periodNanos));
    long wait = Math.max(0, startNanos + periods * periodNanos - nowNanos);
    resumedNanos = nowNanos + wait;
    return wait;
  }
}
