package io.requant.resources.internal.command;

import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.ResourceReading;
import io.requant.resources.internal.device.ReplaySource;
import io.requant.resources.internal.device.Trace;
import io.requant.resources.internal.level.LevelKeeper;
import io.requant.resources.internal.level.LevelSettings;
import io.requant.resources.internal.level.ResourceScale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the levels would have been under a recorded trace, computed without waiting. */
final class TraceReplay {

  private TraceReplay() {}

  /**
   * A level and when it began.
   *
   * @param seconds since the trace began
   */
  record Change(double seconds, LevelDecision decision) {}

  /** All levels in order, the first one included. */
  static List<Change> changes(
      String name, Trace trace, Duration period, LevelSettings settings, ResourceScale scale) {
    ReplaySource source = new ReplaySource(name, trace, scale.enoughMemoryBytes(), Instant.EPOCH);
    LevelKeeper keeper = new LevelKeeper(scale, settings);
    List<Change> changes = new ArrayList<>();
    // What still waits when the trace ends has come after another dwell and a few means.
    double end =
        trace.lastSeconds()
            + settings.dwell().toMillis() / 1e3
            + 5 * settings.smoothing().toMillis() / 1e3;
    for (long nanos = 0; nanos / 1e9 <= end; nanos += period.toNanos()) {
      ResourceReading reading = source.read(nanos).orElseThrow();
      LevelDecision decision = keeper.update(nanos, reading);
      if (changes.isEmpty()
          || changes.get(changes.size() - 1).decision().level() != decision.level()) {
        changes.add(new Change(nanos / 1e9, decision));
      }
    }
    return changes;
  }
}
