package io.requant.resources.internal.device;

import io.requant.api.resource.MemoryLeft;
import java.util.List;
import java.util.Optional;

/** What is left of memory for this process: the least of the machine and its control groups. */
final class MemoryAccount {

  private MemoryAccount() {}

  /**
   * What is left.
   *
   * @param total memory of the machine, bytes
   * @param available what can be had of it without swapping, bytes
   * @param own what this process holds, without pages that are backed by files, bytes
   * @param groups control groups with limits, the process's own first
   */
  static Optional<MemoryLeft> left(long total, long available, long own, List<CgroupLimit> groups) {
    if (total <= 0 || available < 0) {
      return Optional.empty();
    }
    MemoryLeft least = left(total, total - Math.min(total, available), own, "machine");
    for (CgroupLimit group : groups) {
      if (group.memoryBytes().isPresent() && group.memoryUsedBytes().isPresent()) {
        long limit = Math.min(total, group.memoryBytes().getAsLong());
        MemoryLeft inGroup = left(limit, group.memoryUsedBytes().getAsLong(), own, group.path());
        least = inGroup.leftBytes() < least.leftBytes() ? inGroup : least;
      }
    }
    return Optional.of(least);
  }

  private static MemoryLeft left(long limit, long used, long own, String name) {
    long others = Math.max(0, used - own);
    return new MemoryLeft(Math.max(0, limit - others), limit, own, name);
  }
}
