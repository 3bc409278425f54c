package io.requant.quantlstm.internal.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The times that measurements go by. */
public interface DeviceClock {

  /** Time of day that only rises, in nanoseconds. */
  long nanos();

  /** Processor time of the calling thread, in nanoseconds. */
  long threadNanos();

  /** Processor time of all threads of this process, in nanoseconds; in ticks of 10 ms on Linux. */
  long processNanos();

  /** Sleeps; returns at once if the time is not above 0. */
  void sleep(long nanos) throws InterruptedException;

  /** The times of this machine. */
  static DeviceClock ofThisMachine() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    ProcessHandle process = ProcessHandle.current();
    return new DeviceClock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public long threadNanos() {
        return threads.getCurrentThreadCpuTime();
      }

      @Override
      public long processNanos() {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
      }

      @Override
      public void sleep(long nanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanos);
      }
    };
  }
}
