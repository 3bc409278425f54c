package io.requant.fleet.controller.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls the controller from time to time, on a thread of its own. */
final class ControllerLoop implements AutoCloseable {

  private static final Logger LOG = System.getLogger(ControllerLoop.class.getName());
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> new Thread(work, "requant-fleet-controller"));

  /** Begins. */
  ControllerLoop(Runnable tick, Duration interval) {
    var unused =
        executor.scheduleWithFixedDelay(
            () -> run(tick), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void run(Runnable tick) {
    try {
      tick.run();
    } catch (RuntimeException e) {
      // What failed is tried again the next time; nothing was published that is not stored.
      LOG.log(Level.ERROR, "the controller could not go on: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.WARNING, "the controller''s thread did not end within {0}", GOODBYE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
