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
    long begun = (nowNanos - startNanos) / periodNanos;
    usedNanos = Math.max(usedNanos + cpuNanos, (long) (begun * share * periodNanos));
    // Used up so many periods; the thread may run in the one after them.
    long periods = (long) (usedNanos / (share * periodNanos));
    return Math.max(0, startNanos + periods * periodNanos - nowNanos);
  }
}
