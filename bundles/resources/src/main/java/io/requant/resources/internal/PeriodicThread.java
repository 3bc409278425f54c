package io.requant.resources.internal;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does something again and again on a thread of its own, until closed. */
final class PeriodicThread implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PeriodicThread.class.getName());

  private final ScheduledThreadPoolExecutor executor;
  private String lastFailure = "";

  /**
   * Begins after a while.
   *
   * @param task what to do; a failure is logged, and it is done again next time
   */
  PeriodicThread(String name, Duration delay, Duration period, Runnable task) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            run -> {
              Thread thread = new Thread(run, name);
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(
            () -> guarded(task), delay.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What throws would never be run again; the same failure is told once, not every second. */
  private void guarded(Runnable task) {
    try {
      task.run();
      lastFailure = "";
    } catch (RuntimeException | LinkageError e) {
      if (!e.toString().equals(lastFailure)) {
        lastFailure = e.toString();
        LOG.log(Level.ERROR, Thread.currentThread().getName() + " failed", e);
      }
    }
  }

  /** Ends the task and waits for it. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.log(Level.ERROR, "a thread of the resource monitor did not end within 5 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
