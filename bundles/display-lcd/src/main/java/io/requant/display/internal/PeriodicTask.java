package io.requant.display.internal;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does something again and again on a thread of its own, until closed. */
final class PeriodicTask implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PeriodicTask.class.getName());
  private static final double LOWEST = 0.1;
  private static final double HIGHEST = 60;

  private final ScheduledThreadPoolExecutor executor;

  /**
   * Begins at once.
   *
   * @param thread name of the thread
   * @param rate times a second, 0.1..60; less often if the task takes longer
   * @param task what to do; when it fails this is logged and it is done again next time
   */
  PeriodicTask(String thread, double rate, Runnable task) {
    if (!(rate >= LOWEST && rate <= HIGHEST)) {
      throw new IllegalArgumentException(
          "rate %s: %s..%s times a second is possible".formatted(rate, LOWEST, HIGHEST));
    }
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            run -> {
              Thread worker = new Thread(run, thread);
              worker.setDaemon(true);
              return worker;
            });
    long period = Math.round(1e9 / rate);
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(() -> guarded(task), 0, period, TimeUnit.NANOSECONDS);
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      // A periodic task that throws is never run again.
      LOG.log(System.Logger.Level.ERROR, Thread.currentThread().getName() + " failed", e);
    }
  }

  /** Ends the task and waits for it. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.ERROR, "a display's thread did not end within 5 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
