package io.requant.api.resource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the device says that it has left, at one moment; empty where it does not say.
 *
 * @param taken when
 * @param source "device", or the file of a recorded trace
 * @param cpu processor time, over the time since the reading before
 * @param memory memory
 * @param frequencyHertz mean clock of the processors now
 * @param maxFrequencyHertz highest clock of the processors
 * @param temperatureCelsius temperature of the processor
 * @param power battery and mains, if there is a battery
 * @param caches caches of the processor, the one next to the core first
 */
public record ResourceReading(
    Instant taken,
    String source,
    Optional<CpuLeft> cpu,
    Optional<MemoryLeft> memory,
    OptionalLong frequencyHertz,
    OptionalLong maxFrequencyHertz,
    OptionalDouble temperatureCelsius,
    Optional<Power> power,
    List<CpuCache> caches) {

  public ResourceReading {
    caches = List.copyOf(caches);
  }

  /** A reading that says nothing. */
  public static ResourceReading empty(Instant taken, String source) {
    return new ResourceReading(
        taken,
        source,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        List.of());
  }
}
