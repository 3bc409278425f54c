package io.requant.pipeline.internal.frame;

import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.ShedReason;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts every frame once when it comes and once when its fate is settled.
 *
 * <p>All counters change under one lock that is held for a few nanoseconds, so a snapshot is one
 * moment and always balances. Frames in flight are counted on their own, not derived: a frame that
 * is settled twice is refused here, one that is never settled stays visible in flight.
 */
public final class FrameLedger {

  private static final ShedReason[] REASONS = ShedReason.values();

  private final long[] shed = new long[REASONS.length];
  private long in;
  private long inferred;
  private long inFlight;

  /** A frame came. */
  public synchronized void entered() {
    in++;
    inFlight++;
  }

  /** A frame in flight has a result. */
  public synchronized void inferred() {
    leaveFlight();
    inferred++;
  }

  /** A frame in flight is given up. */
  public synchronized void shed(ShedReason reason) {
    leaveFlight();
    shed[reason.ordinal()]++;
  }

  private void leaveFlight() {
    if (inFlight == 0) {
      throw new IllegalStateException("a frame was settled twice");
    }
    inFlight--;
  }

  /** All counters at one moment. */
  public synchronized Ledger snapshot() {
    Map<ShedReason, Long> byReason = new EnumMap<>(ShedReason.class);
    for (ShedReason reason : REASONS) {
      if (shed[reason.ordinal()] > 0) {
        byReason.put(reason, shed[reason.ordinal()]);
      }
    }
    return new Ledger(in, inferred, byReason, inFlight);
  }
}
