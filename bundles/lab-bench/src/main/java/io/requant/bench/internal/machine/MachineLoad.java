package io.requant.bench.internal.machine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How busy the machine was with other things while something was measured.
 *
 * @param ownShare processor time of the measuring thread over wall time, 0..1; what is missing was
 *     waiting
 * @param otherCores processors that other processes kept busy, on average
 * @param stealCores processors that the hypervisor gave to others, on average
 * @param known whether the last two could be read from {@code /proc/stat}
 */
public record MachineLoad(double ownShare, double otherCores, double stealCores, boolean known) {

  private static final double MIN_OWN_SHARE = 0.97;
  private static final double MAX_OTHER_CORES = 0.1;
  private static final double MAX_STEAL_CORES = 0.02;

  /** Whether figures measured meanwhile are to be read with care. */
  public boolean busy() {
    return ownShare < MIN_OWN_SHARE || otherCores > MAX_OTHER_CORES || stealCores > MAX_STEAL_CORES;
  }

  /** Starts watching on the calling thread. */
  public static Watch watch() {
    return new Watch(Path.of("/proc/stat"));
  }

  /** Sums up from its start on. */
  public static final class Watch {
    private final Path stat;
    private final long startNanos = System.nanoTime();
    private final long startThread = threadNanos();
    private final long startProcess = processNanos();
    private final Ticks startTicks;

    Watch(Path stat) {
      this.stat = stat;
      this.startTicks = Ticks.read(stat);
    }

    /** The load since the start; to be called on the thread that started. */
    public MachineLoad load() {
      double wall = Math.max(1, System.nanoTime() - startNanos);
      double own = (threadNanos() - startThread) / wall;
      Ticks ticks = Ticks.read(stat);
      if (ticks == null || startTicks == null) {
        return new MachineLoad(own, 0, 0, false);
      }
      double process = (processNanos() - startProcess) / wall;
      double busy = (ticks.busyNanos() - startTicks.busyNanos()) / wall;
      double steal = (ticks.stealNanos() - startTicks.stealNanos()) / wall;
      return new MachineLoad(own, Math.max(0, busy - process), steal, true);
    }
  }

  /** Processor time of the calling thread. */
  public static long threadNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long processNanos() {
    return ProcessHandle.current().info().totalCpuDuration().map(d -> d.toNanos()).orElse(0L);
  }

  /** The first line of {@code /proc/stat} (proc(5)), in units of 1/100 s. */
  private record Ticks(long busyNanos, long stealNanos) {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

    static Ticks read(Path stat) {
      try {
        List<String> lines = Files.readAllLines(stat);
        String[] words = lines.get(0).strip().split(" +", -1);
        long user = Long.parseLong(words[1]) + Long.parseLong(words[2]);
        long system =
            Long.parseLong(words[3]) + Long.parseLong(words[6]) + Long.parseLong(words[7]);
        return new Ticks((user + system) * TICK, Long.parseLong(words[8]) * TICK);
      } catch (IOException | RuntimeException e) {
        return null; // no such file, or not of Linux
      }
    }
  }
}
