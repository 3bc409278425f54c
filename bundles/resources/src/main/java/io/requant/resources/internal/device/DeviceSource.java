package io.requant.resources.internal.device;

import io.requant.api.resource.CpuLeft;
import io.requant.api.resource.Power;
import io.requant.api.resource.ResourceReading;
import io.requant.resources.internal.device.CpuAccount.Look;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Reads this device: the machine, this process's share of it, and its control groups. */
public final class DeviceSource implements ReadingSource {

  /** Source name of its readings. */
  public static final String NAME = "device";

  /** Sensors, clocks and batteries change slowly and cost more to read. */
  private static final long SLOW_NANOS = Duration.ofSeconds(5).toNanos();

  private final Hardware hardware;
  private final LongSupplier ownCpuNanos;
  private final InstantSource clock;
  private final OwnProcess process;
  private final CgroupReader groups;
  private final CpuAccount cpu = new CpuAccount();
  private long slowAt;
  private boolean slowRead;
  private boolean looked;
  private OptionalLong frequency = OptionalLong.empty();
  private OptionalDouble temperature = OptionalDouble.empty();
  private Optional<Power> power = Optional.empty();

  /**
   * Reads a device.
   *
   * @param hardware the machine
   * @param root what {@code /proc} and {@code /sys} are in
   * @param ownCpuNanos processor time of this process since it began
   * @param clock tells when readings were taken
   */
  public DeviceSource(Hardware hardware, Path root, LongSupplier ownCpuNanos, InstantSource clock) {
    this.hardware = hardware;
    this.ownCpuNanos = ownCpuNanos;
    this.clock = clock;
    this.process = new OwnProcess(root);
    this.groups = new CgroupReader(root);
  }

  /** Processor time of this process. */
  public static long ownCpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  @Override
  public Optional<ResourceReading> read(long nanos) {
    if (!slowRead || nanos - slowAt >= SLOW_NANOS) {
      slowRead = true;
      slowAt = nanos;
      frequency = hardware.frequencyHertz();
      temperature = hardware.temperatureCelsius();
      power = hardware.power();
    }
    OwnProcess.Status status = process.read();
    List<CgroupLimit> limits = groups.limits();
    Look look =
        new Look(
            nanos, hardware.processorTimes(), status.processors(), ownCpuNanos.getAsLong(), limits);
    Optional<CpuLeft> cpuLeft = cpu.update(look);
    if (!looked) {
      looked = true;
      return Optional.empty();
    }
    return Optional.of(
        new ResourceReading(
            clock.instant(),
            NAME,
            cpuLeft,
            MemoryAccount.left(
                hardware.totalMemory(),
                hardware.availableMemory(),
                status.anonymousBytes(),
                limits),
            frequency,
            hardware.maxFrequencyHertz(),
            temperature,
            power,
            hardware.caches()));
  }
}
