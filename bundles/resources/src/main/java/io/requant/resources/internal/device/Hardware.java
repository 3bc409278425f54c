package io.requant.resources.internal.device;

import io.requant.api.resource.CpuCache;
import io.requant.api.resource.Power;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the machine says of itself. */
public interface Hardware {

  /**
   * Time of one processor since the machine started, in milliseconds.
   *
   * @param number the kernel's number of the processor
   * @param busy time in which something ran, or another guest of the host had the processor
   * @param total busy or not
   */
  record ProcessorTime(int number, long busy, long total) {}

  /** Times of all processors now; read afresh. */
  List<ProcessorTime> processorTimes();

  /** Memory of the machine, in bytes. */
  long totalMemory();

  /** Memory that can be had without swapping, in bytes; read afresh. */
  long availableMemory();

  /** Mean clock now; read afresh. */
  OptionalLong frequencyHertz();

  /** Highest clock. */
  OptionalLong maxFrequencyHertz();

  /** Temperature of the processor; read afresh. */
  OptionalDouble temperatureCelsius();

  /** Batteries; read afresh. */
  Optional<Power> power();

  /** Caches of the processor. */
  List<CpuCache> caches();
}
