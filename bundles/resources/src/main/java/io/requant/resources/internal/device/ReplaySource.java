package io.requant.resources.internal.device;

import io.requant.api.resource.CpuLeft;
import io.requant.api.resource.MemoryLeft;
import io.requant.api.resource.ResourceReading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Plays a recorded trace as if the device said it, from its beginning at the first reading; after
 * its end the last point holds.
 */
public final class ReplaySource implements ReadingSource {

  private final String name;
  private final Trace trace;
  private final long memoryBytes;
  private final Instant begin;
  private boolean started;
  private long startNanos;

  /**
   * Plays a trace.
   *
   * @param name source name of its readings
   * @param memoryBytes what a memory share of 1 amounts to; above 0
   * @param begin time of its first reading
   */
  public ReplaySource(String name, Trace trace, long memoryBytes, Instant begin) {
    this.name = name;
    this.trace = trace;
    this.memoryBytes = memoryBytes;
    this.begin = begin;
  }

  @Override
  public Optional<ResourceReading> read(long nanos) {
    if (!started) {
      started = true;
      startNanos = nanos;
    }
    Trace.Point point = trace.at((nanos - startNanos) / 1e9);
    return Optional.of(
        new ResourceReading(
            begin.plusNanos(nanos - startNanos),
            name,
            Optional.of(new CpuLeft(point.cpuLeft(), 1, 0, "machine")),
            Optional.of(
                new MemoryLeft(
                    Math.round(point.memoryLeft() * memoryBytes), memoryBytes, 0, "machine")),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            List.of()));
  }
}
