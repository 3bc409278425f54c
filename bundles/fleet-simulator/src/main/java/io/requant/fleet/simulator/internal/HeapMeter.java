package io.requant.fleet.simulator.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** Heap that is really in use. */
final class HeapMeter {

  private HeapMeter() {}

  /** Bytes in use after collections; the second finds what the first one's cleaners let go. */
  static long used() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
