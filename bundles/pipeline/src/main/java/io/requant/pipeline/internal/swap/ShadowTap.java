package io.requant.pipeline.internal.swap;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Copies live inputs off the frame path, with what the active engine made of them.
 *
 * <p>A few buffers go round: when the shadow engine is slower than the frame path and all are in
 * use, frames go by without being copied. The frame path pays for one copy of an input at most.
 */
public final class ShadowTap {

  private static final int BUFFERS = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Sample> free = new ArrayDeque<>();
  private final Deque<Sample> waiting = new ArrayDeque<>();
  private boolean closed;

  /** A copied input. */
  static final class Sample {
    private final ByteBuffer input;
    private int best;

    private Sample(int bytes) {
      input = ByteBuffer.allocateDirect(bytes);
    }

    /** The input, position 0. */
    ByteBuffer input() {
      return input;
    }

    /** Index of the best class by the active engine. */
    int best() {
      return best;
    }
  }

  /**
   * Makes a tap.
   *
   * @param bytes size of an input
   */
  ShadowTap(int bytes) {
    for (int i = 0; i < BUFFERS; i++) {
      free.add(new Sample(bytes));
    }
  }

  /**
   * Called by the frame path after each inference; does not wait.
   *
   * @param input what was computed, from position 0
   * @param best index of its best class
   */
  public void computed(ByteBuffer input, int best) {
    if (!lock.tryLock()) {
      return;
    }
    try {
      Sample sample = closed ? null : free.poll();
      if (sample != null) {
        sample.input.clear();
        sample.input.put(0, input, 0, sample.input.capacity());
        sample.best = best;
        waiting.add(sample);
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a sample; empty when the time is over or the tap was closed. */
  Optional<Sample> take(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (waiting.isEmpty() && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
      return closed ? Optional.empty() : Optional.ofNullable(waiting.poll());
    } finally {
      lock.unlock();
    }
  }

  /** Gives a sample's buffer back. */
  void release(Sample sample) {
    lock.lock();
    try {
      free.add(sample);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the shadow: what was not yet computed is forgotten. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
