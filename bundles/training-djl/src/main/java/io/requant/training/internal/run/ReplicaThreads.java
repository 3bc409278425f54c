package io.requant.training.internal.run;

import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * One named thread per replica, each computing with one torch thread. Two such threads are faster
 * than one that splits every operation, and a busy neighbour does not stall them at barriers.
 */
final class ReplicaThreads implements AutoCloseable {
  private final List<ExecutorService> threads = new ArrayList<>();

  ReplicaThreads(int count) {
    for (int i = 0; i < count; i++) {
      String name = "requant-train-" + i;
      threads.add(
          Executors.newSingleThreadExecutor(
              work -> {
                Thread thread = new Thread(() -> runWithTorchSettings(work), name);
                thread.setDaemon(true);
                return thread;
              }));
    }
  }

  int count() {
    return threads.size();
  }

  /**
   * Runs the same work on every thread and waits for all of them, also if one fails.
   *
   * @param work given the number of the replica; runs with gradient mode off
   * @return the results in replica order
   */
  <T> List<T> onEach(IntFunction<T> work) throws InterruptedException {
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < threads.size(); i++) {
      int replica = i;
      futures.add(threads.get(i).submit(() -> work.apply(replica)));
    }
    List<T> results = new ArrayList<>();
    RuntimeException failure = null;
    for (Future<T> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        failure = failure(e.getCause());
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  /** Runs work on the first thread and waits for it. */
  void onFirst(Runnable work) throws InterruptedException {
    try {
      threads.get(0).submit(work).get();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static RuntimeException failure(Throwable cause) {
    return cause instanceof RuntimeException e
        ? e
        : new IllegalStateException("a replica failed: " + cause, cause);
  }

  /** Torch keeps thread count, optimisation and gradient mode per thread. */
  private static void runWithTorchSettings(Runnable work) {
    JniUtils.setNumThreads(1);
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(false);
    work.run();
  }

  /** Waits for what is running: torch must not lose its tensors in the middle of an operation. */
  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdownNow);
    boolean interrupted = false;
    for (ExecutorService thread : threads) {
      boolean ended = false;
      while (!ended) {
        try {
          ended = thread.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
