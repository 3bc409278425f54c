package io.requant.fleet.agent.internal.machine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A thread for one agent alone. */
public final class OwnThread implements AgentThread {

  private static final Logger LOG = System.getLogger(OwnThread.class.getName());

  private final String name;
  private final ScheduledExecutorService executor;

  /** Starts the thread with the first task. */
  public OwnThread(String name) {
    this.name = name;
    executor = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, name));
  }

  @Override
  public Future<Void> submit(Callable<Void> task) {
    return executor.submit(task);
  }

  @Override
  public Future<Void> attend(Callable<Void> task) {
    return executor.submit(task);
  }

  @Override
  public Future<Void> schedule(Callable<Void> task, Duration delay) {
    return executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean closed() {
    return executor.isShutdown();
  }

  @Override
  public void close() throws InterruptedException {
    executor.shutdownNow();
    if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
      LOG.log(Level.WARNING, "thread {0} does not end", name);
    }
  }
}
