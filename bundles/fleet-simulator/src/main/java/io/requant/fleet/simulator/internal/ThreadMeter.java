package io.requant.fleet.simulator.internal;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Processor time of threads by the beginning of their names, those that have ended included. */
final class ThreadMeter implements AutoCloseable {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<String> prefixes;
  private final Map<Long, Long> nanos = new HashMap<>();
  private final ScheduledExecutorService sampler =
      Executors.newSingleThreadScheduledExecutor(
          task -> new Thread(task, "requant-simulator-meter"));

  /** Begins to watch; looks every second, so of a thread that ends at most a second is missed. */
  ThreadMeter(List<String> prefixes) {
    this.prefixes = List.copyOf(prefixes);
    var unused = sampler.scheduleAtFixedRate(this::sample, 0, 1, TimeUnit.SECONDS);
  }

  private synchronized void sample() {
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && prefixes.stream().anyMatch(thread.getThreadName()::startsWith)) {
        long cpu = threads.getThreadCpuTime(thread.getThreadId());
        if (cpu > 0) {
          nanos.put(thread.getThreadId(), cpu);
        }
      }
    }
  }

  /** Processor time so far, in seconds. */
  synchronized double seconds() {
    sample();
    return nanos.values().stream().mapToLong(Long::longValue).sum() / 1e9;
  }

  @Override
  public void close() {
    sampler.shutdownNow();
  }
}
