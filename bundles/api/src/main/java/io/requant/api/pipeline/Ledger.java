package io.requant.api.pipeline;

import java.util.EnumMap;
import java.util.Map;

/**
 * Account of every frame: {@code in = inferred + shed + inFlight}, always.
 *
 * @param in frames that cameras gave
 * @param inferred frames with a result
 * @param shedByReason frames given up, by reason; reasons without frames are absent
 * @param inFlight frames that wait or are being computed
 */
public record Ledger(long in, long inferred, Map<ShedReason, Long> shedByReason, long inFlight) {

  public Ledger {
    EnumMap<ShedReason, Long> copy = new EnumMap<>(ShedReason.class);
    copy.putAll(shedByReason);
    shedByReason = java.util.Collections.unmodifiableMap(copy);
  }

  /** Frames given up, for whatever reason. */
  public long shed() {
    return shedByReason.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Frames that are in no account; 0 unless the pipeline is wrong. */
  public long lost() {
    return in - inferred - shed() - inFlight;
  }

  /** Whether every frame is accounted for. */
  public boolean balanced() {
    return lost() == 0;
  }
}
