package io.requant.fleet.simulator.internal;

import io.requant.fleet.agent.internal.machine.AgentThread;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that many simulated gateways share. Whatever concerns a gateway runs on its lane. */
final class Lane implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Lane.class.getName());

  private final ScheduledThreadPoolExecutor executor;
  private volatile Thread thread;

  Lane(int number) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              thread = new Thread(task, "requant-simulator-lane-" + number);
              return thread;
            });
    // Agents set their alarm anew after every task; what they cancelled must not pile up.
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Runs a task later; not at all once this is closed. */
  void run(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "lane closed: {0}", e.getMessage());
    }
  }

  /** Runs a task after a time; not at all once this is closed. */
  void run(Runnable task, Duration delay) {
    try {
      var unused = executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "lane closed: {0}", e.getMessage());
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "internal error of the simulator", e);
      }
    };
  }

  /** Runs a task and waits for it; must not be called on the lane. */
  void await(Runnable task) throws InterruptedException {
    try {
      executor.submit(guarded(task)).get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("tasks are guarded", e);
    }
  }

  /** The lane as the thread of one agent; closing that leaves the lane running. */
  AgentThread agentThread() {
    return new Share();
  }

  private final class Share implements AgentThread {
    private volatile boolean closed;

    private Callable<Void> unlessClosed(Callable<Void> task) {
      return () -> closed ? null : task.call();
    }

    private void check() {
      if (closed) {
        throw new RejectedExecutionException("the agent has ended");
      }
    }

    @Override
    public Future<Void> submit(Callable<Void> task) {
      check();
      return executor.submit(unlessClosed(task));
    }

    @Override
    public Future<Void> attend(Callable<Void> task) {
      if (Thread.currentThread() != thread) {
        return submit(task);
      }
      check();
      FutureTask<Void> now = new FutureTask<>(task);
      now.run();
      return now;
    }

    @Override
    public Future<Void> schedule(Callable<Void> task, Duration delay) {
      check();
      return executor.schedule(unlessClosed(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean closed() {
      return closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Ends the thread; tasks that wait are dropped. */
  @Override
  public void close() throws InterruptedException {
    executor.shutdownNow();
    if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
      LOG.log(Level.WARNING, "{0} does not end", thread);
    }
  }
}
