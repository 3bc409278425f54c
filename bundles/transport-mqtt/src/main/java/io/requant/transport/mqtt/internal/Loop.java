package io.requant.transport.mqtt.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The one thread that owns a connection's state. */
final class Loop {

  private static final Logger LOG = System.getLogger(Loop.class.getName());

  private final String name;
  private final ScheduledExecutorService executor;

  Loop(String name) {
    this.name = name;
    executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> new Thread(task, "requant-mqtt-" + name));
  }

  /** Runs a task on the loop; false if the loop has ended. */
  boolean run(Runnable task) {
    return after(0, task);
  }

  /** Runs a task on the loop after a delay; false if the loop has ended. */
  boolean after(long delayNanos, Runnable task) {
    try {
      var unused = executor.schedule(() -> guard(task), delayNanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      // Closed: there is nothing left that the task could change.
      return false;
    }
  }

  private void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, name + ": internal error", e);
    }
  }

  /** Ends the loop; what waits on it is dropped. Returns when its thread has ended. */
  void end() throws InterruptedException {
    executor.shutdownNow();
    if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
      LOG.log(Level.WARNING, "{0}: its thread does not end", name);
    }
  }
}
