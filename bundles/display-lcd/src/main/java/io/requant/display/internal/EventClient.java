package io.requant.display.internal;

import java.io.IOException;

/**
 * One reader of the events. It holds one event at most, the newest: a reader that is slow misses
 * some, and takes no memory for them. One that takes nothing for long is dropped.
 *
 * <p>Events are written without blocking (Servlet 6.1, section 5.7): only where the channel says
 * that it is ready, and once it has said otherwise, not before it calls {@link #writable()}.
 */
final class EventClient {

  /** Where events go. Its methods are called by one thread at a time. */
  interface Channel {
    /** Whether something can be written; if not, {@link EventClient#writable()} is called later. */
    boolean ready();

    /** Writes without blocking. */
    void write(byte[] bytes) throws IOException;

    /** Sends what was written. */
    void flush() throws IOException;

    /** Ends the reply. */
    void end();
  }

  private final Channel channel;
  private byte[] pending;
  private boolean open;
  private boolean unflushed;
  private boolean ended;
  private long waitingSince;

  /**
   * Prepares a reader; nothing is written before {@link #writable()} was called once.
   *
   * @param now the time in nanoseconds
   */
  EventClient(Channel channel, long now) {
    this.channel = channel;
    this.waitingSince = now;
  }

  /**
   * Takes an event in place of one that was not written yet.
   *
   * @param now the time in nanoseconds
   * @param patience how long a reader may take nothing
   * @return whether the reader is still there; it is ended if not
   */
  synchronized boolean offer(byte[] event, long now, long patience) {
    if (ended) {
      return false;
    }
    boolean waiting = pending != null;
    pending = event;
    if (waiting && now - waitingSince > patience) {
      end();
      return false;
    }
    if (!waiting) {
      waitingSince = now;
    }
    return pump();
  }

  /** The channel is ready, for the first time or again. */
  synchronized void writable() {
    open = true;
    if (!ended) {
      pump();
    }
  }

  private boolean pump() {
    try {
      while (open && (pending != null || unflushed) && channel.ready()) {
        if (pending != null) {
          byte[] event = pending;
          pending = null;
          unflushed = true;
          channel.write(event);
        } else {
          unflushed = false;
          channel.flush();
        }
      }
      return true;
    } catch (IOException e) {
      end();
      return false;
    }
  }

  /** Ends the reader's stream. */
  synchronized void end() {
    if (!ended) {
      ended = true;
      pending = null;
      channel.end();
    }
  }
}
