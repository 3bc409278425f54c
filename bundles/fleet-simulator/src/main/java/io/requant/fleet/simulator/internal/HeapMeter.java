package io.requant.fleet.simulator.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.TimeUnit;

/** Heap that is really in use. */
final class HeapMeter {

  private static final int MOST = 15;
  private static final long PAUSE_MILLIS = 500;
  private static final long ENOUGH = 32 << 10;

  private HeapMeter() {}

  /**
   * Bytes in use after full collections, when two of them in a row agree: what is on its way
   * through queues, and what cleaners let go, is not counted. Waits some seconds at most.
   */
  static long used() throws InterruptedException {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long before = Long.MAX_VALUE;
    for (int i = 0; i < MOST; i++) {
      memory.gc();
      long now = memory.getHeapMemoryUsage().getUsed();
      if (Math.abs(now - before) < ENOUGH) {
        return now;
      }
      before = now;
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return before;
  }
}
