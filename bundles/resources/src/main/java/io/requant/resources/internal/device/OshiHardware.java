package io.requant.resources.internal.device;

import io.requant.api.resource.CpuCache;
import io.requant.api.resource.Power;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.LogicalProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.PowerSource;
import oshi.nativefree.SystemInfo;

/**
 * The machine through OSHI, without its native half: on Linux everything that is asked for here is
 * in files. What never changes is asked for once.
 */
public final class OshiHardware implements Hardware {

  /** Sensors that answer with less are missing, not cold. */
  private static final double COLDEST = -60;

  private final HardwareAbstractionLayer hardware;
  private final CentralProcessor processor;
  private final List<LogicalProcessor> processors;
  private List<CpuCache> caches;
  private OptionalLong maxFrequency;

  private OshiHardware(SystemInfo system) {
    hardware = system.getHardware();
    processor = hardware.getProcessor();
    processors = processor.getLogicalProcessors();
  }

  /** This machine; empty where OSHI needs native code, that is, not on Linux. */
  public static Optional<Hardware> ofMachine() {
    SystemInfo system = new SystemInfo();
    return system.isAvailable() ? Optional.of(new OshiHardware(system)) : Optional.empty();
  }

  @Override
  public List<ProcessorTime> processorTimes() {
    long[][] ticks = processor.getProcessorCpuLoadTicks();
    List<ProcessorTime> times = new ArrayList<>();
    for (int i = 0; i < ticks.length && i < processors.size(); i++) {
      long total = LongStream.of(ticks[i]).sum();
      long idle = ticks[i][TickType.IDLE.getIndex()] + ticks[i][TickType.IOWAIT.getIndex()];
      times.add(new ProcessorTime(processors.get(i).getProcessorNumber(), total - idle, total));
    }
    return times;
  }

  @Override
  public long totalMemory() {
    return hardware.getMemory().getTotal();
  }

  @Override
  public long availableMemory() {
    return hardware.getMemory().getAvailable();
  }

  @Override
  public OptionalLong frequencyHertz() {
    var mean = LongStream.of(processor.getCurrentFreq()).filter(hertz -> hertz > 0).average();
    return mean.isPresent() ? OptionalLong.of((long) mean.getAsDouble()) : OptionalLong.empty();
  }

  @Override
  public OptionalLong maxFrequencyHertz() {
    if (maxFrequency == null) {
      long hertz = processor.getMaxFreq();
      maxFrequency = hertz > 0 ? OptionalLong.of(hertz) : OptionalLong.empty();
    }
    return maxFrequency;
  }

  @Override
  public OptionalDouble temperatureCelsius() {
    double celsius = hardware.getSensors().getCpuTemperature();
    // OSHI answers 0 or NaN where there is no sensor.
    return celsius != 0 && celsius > COLDEST ? OptionalDouble.of(celsius) : OptionalDouble.empty();
  }

  @Override
  public Optional<Power> power() {
    double charge = 0;
    int batteries = 0;
    boolean discharging = false;
    for (PowerSource source : hardware.getPowerSources()) {
      double share = source.getRemainingCapacityPercent();
      if (share >= 0 && share <= 1) {
        charge += share;
        batteries++;
        discharging |= source.isDischarging() && !source.isPowerOnLine();
      }
    }
    return batteries == 0
        ? Optional.empty()
        : Optional.of(new Power(charge / batteries, discharging));
  }

  @Override
  public List<CpuCache> caches() {
    if (caches == null) {
      caches =
          processor.getProcessorCaches().stream()
              .filter(cache -> cache.getLevel() > 0 && cache.getCacheSize() > 0)
              .map(
                  cache ->
                      new CpuCache(
                          cache.getLevel(),
                          cache.getType().toString().toLowerCase(Locale.ROOT),
                          cache.getCacheSize()))
              .sorted(Comparator.comparingInt(CpuCache::level).thenComparing(CpuCache::type))
              .toList();
    }
    return caches;
  }
}
