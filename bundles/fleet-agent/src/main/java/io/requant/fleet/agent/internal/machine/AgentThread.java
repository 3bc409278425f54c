package io.requant.fleet.agent.internal.machine;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/**
 * The one thread that calls an agent: its own, or one that many agents share. Tasks run one after
 * the other, in the order in which they came.
 */
public interface AgentThread extends AutoCloseable {

  /**
   * Runs a task later, or never if this is closed first.
   *
   * @throws java.util.concurrent.RejectedExecutionException if this is closed
   */
  Future<Void> submit(Callable<Void> task);

  /**
   * Runs a task for a caller that waits for it. On a shared thread the caller may be on this very
   * thread, though never in another task of the same agent; then the task runs at once.
   *
   * @return the task; it may have ended
   * @throws java.util.concurrent.RejectedExecutionException if this is closed
   */
  Future<Void> attend(Callable<Void> task);

  /** Runs a task after a time, unless this is closed or the future is cancelled before. */
  Future<Void> schedule(Callable<Void> task, Duration delay);

  /** Whether this is closed. */
  boolean closed();

  /** Drops all tasks; returns when none runs any more, but waits for some seconds at most. */
  @Override
  void close() throws InterruptedException;
}
