package io.requant.resources.internal.device;

import java.util.BitSet;
import java.util.Optional;

/** Processors in the kernel's list format, e.g. {@code 0-3,8}. */
final class CpuList {

  private static final int MAX_CPU = 4095;

  private CpuList() {}

  /** The processors of a list; empty if it is not one. */
  static Optional<BitSet> parse(String list) {
    BitSet cpus = new BitSet();
    for (String range : list.strip().split(",", -1)) {
      String[] ends = range.split("-", -1);
      try {
        int first = Integer.parseInt(ends[0]);
        int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
        if (ends.length > 2 || first < 0 || last < first || last > MAX_CPU) {
          return Optional.empty();
        }
        cpus.set(first, last + 1);
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    return Optional.of(cpus);
  }
}
