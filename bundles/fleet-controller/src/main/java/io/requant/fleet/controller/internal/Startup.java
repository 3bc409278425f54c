package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Opens something that may not be there yet, a database on another machine, as often as it takes.
 * On a thread of its own: whoever starts it does not wait.
 */
final class Startup<T extends AutoCloseable> implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Startup.class.getName());
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration GOODBYE = Duration.ofSeconds(20);

  /** Opens it. */
  @FunctionalInterface
  interface Opening<T> {
    /**
     * Opens it.
     *
     * @throws IOException if it is not there; the message says what and why
     */
    T open() throws IOException;
  }

  private final Opening<T> opening;
  private final Consumer<T> then;
  private final Duration first;
  private final Thread thread;
  private Optional<T> opened = Optional.empty();
  private String waiting = "the controller is starting";
  private boolean ended;

  /**
   * Begins.
   *
   * @param then hears of it once it is open, before anybody else can have it
   * @param first pause after the first failure; further ones are twice as long each, up to 30 s
   */
  Startup(Opening<T> opening, Consumer<T> then, Duration first) {
    this.opening = opening;
    this.then = then;
    this.first = first;
    thread = new Thread(this::run, "requant-fleet-controller-start");
    thread.start();
  }

  private void run() {
    Duration pause = first;
    while (!attempt(pause)) {
      pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
    }
  }

  /** Tries once, and waits if that failed; whether there is nothing left to do. */
  private boolean attempt(Duration pause) {
    try {
      T fresh = opening.open();
      if (keep(fresh)) {
        then.accept(fresh);
      } else {
        close(fresh);
      }
      return true;
    } catch (IOException | StoreException e) {
      LOG.log(Level.WARNING, "{0}; next attempt in {1} ms", e.getMessage(), "" + pause.toMillis());
      return await(e.getMessage(), pause);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the controller cannot start, and is not tried again", e);
      synchronized (this) {
        waiting = "the controller cannot start: " + e.getMessage();
      }
      return true;
    }
  }

  private synchronized boolean keep(T fresh) {
    if (!ended) {
      opened = Optional.of(fresh);
    }
    return !ended;
  }

  private synchronized boolean await(String problem, Duration pause) {
    waiting = problem;
    long deadline = System.nanoTime() + pause.toNanos();
    try {
      for (long left = pause.toNanos(); !ended && left > 0; left = deadline - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** What was opened; empty before. */
  synchronized Optional<T> opened() {
    return opened;
  }

  /** Why it is not open. */
  synchronized String waiting() {
    return waiting;
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "not closed: " + e.getMessage(), e);
    }
  }

  /** Tries no more, and closes what was opened. */
  @Override
  public void close() {
    Optional<T> had;
    synchronized (this) {
      ended = true;
      had = opened;
      opened = Optional.empty();
      notifyAll();
    }
    try {
      // Not interrupted: it may be in the middle of a migration.
      thread.join(GOODBYE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    had.ifPresent(Startup::close);
  }
}
