package io.requant.resources.internal.device;

import io.requant.api.resource.CpuLeft;
import io.requant.resources.internal.device.Hardware.ProcessorTime;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is left of the processors between two looks. Left for this process is what others do not
 * use: {@code min(processors - others, quota - others in the group)}. Not for several threads.
 */
final class CpuAccount {

  /**
   * One look.
   *
   * @param nanos time of a monotonic clock
   * @param processors times of all processors
   * @param allowed processors that this process may run on, if known
   * @param ownNanos processor time of this process since it began
   * @param groups control groups with limits, the process's own first
   */
  record Look(
      long nanos,
      List<ProcessorTime> processors,
      Optional<BitSet> allowed,
      long ownNanos,
      List<CgroupLimit> groups) {}

  private Look before;

  /** Takes a look; empty for the first one, and where no time has passed since the one before. */
  Optional<CpuLeft> update(Look now) {
    Look last = before;
    before = now;
    if (last == null || now.nanos() <= last.nanos()) {
      return Optional.empty();
    }
    double wall = now.nanos() - last.nanos();
    Map<Integer, ProcessorTime> earlier = new HashMap<>();
    last.processors().forEach(time -> earlier.put(time.number(), time));
    int count = 0;
    double busy = 0;
    for (ProcessorTime time : now.processors()) {
      ProcessorTime then = earlier.get(time.number());
      if (then != null && now.allowed().map(set -> set.get(time.number())).orElse(true)) {
        count++;
        busy += busy(then, time);
      }
    }
    if (count == 0) {
      return Optional.empty();
    }
    double own = Math.max(0, (now.ownNanos() - last.ownNanos()) / wall);
    double capacity = count;
    double left = count - Math.max(0, busy - own);
    String limit = "machine";
    for (CgroupLimit group : now.groups()) {
      if (group.cpuCores().isPresent()) {
        double quota = group.cpuCores().getAsDouble();
        double leftInGroup = quota - Math.max(0, used(last, group, wall) - own);
        capacity = Math.min(capacity, quota);
        if (leftInGroup < left) {
          left = leftInGroup;
          limit = group.path();
        }
      }
    }
    return Optional.of(new CpuLeft(Math.min(capacity, Math.max(0, left)), capacity, own, limit));
  }

  /**
   * Share of the time in which a processor was busy; the kernel's counters may step back a little.
   */
  private static double busy(ProcessorTime then, ProcessorTime now) {
    double total = now.total() - then.total();
    double busy = now.busy() - then.busy();
    return total <= 0 ? 0 : Math.min(1, Math.max(0, busy / total));
  }

  private static double used(Look last, CgroupLimit group, double wall) {
    if (group.cpuUsedNanos().isEmpty()) {
      return 0;
    }
    return last.groups().stream()
        .filter(then -> then.path().equals(group.path()) && then.cpuUsedNanos().isPresent())
        .findFirst()
        .map(then -> (group.cpuUsedNanos().getAsLong() - then.cpuUsedNanos().getAsLong()) / wall)
        .orElse(0.0);
  }
}
