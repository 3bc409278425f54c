package io.requant.pipeline.internal.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounded first-in-first-out queue between the camera threads and the inference thread.
 *
 * <p>When it is full the <em>oldest</em> waiting frame makes room: what a gateway sees now is worth
 * more than what it saw before, and the age of a result stays bounded by the capacity. The order of
 * arrival is kept. While the ring is {@linkplain #open(boolean) shut} (no engine) frames wait.
 */
public final class FrameRing {

  /** Largest capacity. */
  public static final int MAX_CAPACITY = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition available = lock.newCondition();
  private FrameTicket[] slots;
  private int capacity;
  private int head;
  private int size;
  private boolean open;
  private int backlog;
  private boolean closed;

  /**
   * Makes an empty ring that is shut.
   *
   * @param capacity most frames that wait, 1..{@value #MAX_CAPACITY}
   */
  public FrameRing(int capacity) {
    check(capacity);
    this.capacity = capacity;
    // One place more than the capacity: a frame that comes back from an engine always has room.
    slots = new FrameTicket[capacity + 1];
  }

  /**
   * Whether a ring can be that large.
   *
   * @throws IllegalArgumentException if not
   */
  public static void check(int capacity) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "ring of " + capacity + " frames; 1.." + MAX_CAPACITY + " are possible");
    }
  }

  /** What became of an offered frame. */
  public sealed interface Offer {
    /** It waits. */
    record Waiting() implements Offer {}

    /**
     * It waits, and the oldest one made room.
     *
     * @param oldest the frame to shed
     * @param engineThere whether an engine was there at that moment and had taken what waited for
     *     it before: until then it is the missing engine that frames are shed for
     */
    record Displaced(FrameTicket oldest, boolean engineThere) implements Offer {}

    /** The ring takes no more frames: the pipeline has stopped. */
    record Refused() implements Offer {}
  }

  private static final Offer WAITING = new Offer.Waiting();
  private static final Offer REFUSED = new Offer.Refused();

  /** Appends a frame; does not block. */
  public Offer offer(FrameTicket ticket) {
    lock.lock();
    try {
      if (closed) {
        return REFUSED;
      }
      Offer result = WAITING;
      if (size >= capacity) {
        result = new Offer.Displaced(removeHead(), open && backlog == 0);
        backlog = Math.max(0, backlog - 1);
      }
      slots[(head + size) % slots.length] = ticket;
      size++;
      available.signal();
      return result;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts a frame that was taken back in front of all others.
   *
   * @return false if the ring is closed: the frame is the caller's to shed
   */
  public boolean giveBack(FrameTicket ticket) {
    lock.lock();
    try {
      if (closed || size == slots.length) {
        return false;
      }
      head = (head + slots.length - 1) % slots.length;
      slots[head] = ticket;
      size++;
      available.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a frame and for an engine to compute it.
   *
   * @return the oldest frame; empty once the ring is closed
   */
  public Optional<FrameTicket> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && (size == 0 || !open)) {
        available.await();
      }
      if (closed) {
        return Optional.empty();
      }
      backlog = Math.max(0, backlog - 1);
      return Optional.of(removeHead());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Changes the capacity.
   *
   * @return the oldest frames if they no longer have room, to be shed
   */
  public List<FrameTicket> resize(int newCapacity) {
    check(newCapacity);
    lock.lock();
    try {
      List<FrameTicket> displaced = new ArrayList<>();
      while (size > newCapacity) {
        displaced.add(removeHead());
      }
      FrameTicket[] moved = new FrameTicket[newCapacity + 1];
      for (int i = 0; i < size; i++) {
        moved[i] = slots[(head + i) % slots.length];
      }
      slots = moved;
      head = 0;
      capacity = newCapacity;
      return displaced;
    } finally {
      lock.unlock();
    }
  }

  private FrameTicket removeHead() {
    FrameTicket ticket = slots[head];
    slots[head] = null;
    head = (head + 1) % slots.length;
    size--;
    return ticket;
  }

  /** Opens the ring to {@link #take()} when an engine is there, and shuts it when none is. */
  public void open(boolean engineThere) {
    lock.lock();
    try {
      // What waits now waited for the engine, not for others to be computed.
      backlog = !engineThere ? 0 : open ? backlog : size;
      open = engineThere;
      available.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the ring for good.
   *
   * @return the frames that still waited, to be shed
   */
  public List<FrameTicket> close() {
    lock.lock();
    try {
      closed = true;
      available.signalAll();
      List<FrameTicket> left = new ArrayList<>();
      while (size > 0) {
        left.add(removeHead());
      }
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Frames that wait. */
  public int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }
}
