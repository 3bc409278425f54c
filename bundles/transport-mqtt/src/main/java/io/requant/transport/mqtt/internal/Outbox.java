package io.requant.transport.mqtt.internal;

import io.requant.api.transport.OutboundMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Messages that wait to be sent or to be acknowledged, in order. Used by one thread. */
final class Outbox {

  /** A message on its way; compared by identity. */
  static final class Entry {
    final OutboundMessage message;
    final CompletableFuture<Void> done;
    final long queuedNanos;
    long sentNanos;

    Entry(OutboundMessage message, CompletableFuture<Void> done, long queuedNanos) {
      this.message = message;
      this.done = done;
      this.queuedNanos = queuedNanos;
    }
  }

  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final Set<Entry> inFlight = new LinkedHashSet<>();

  void add(Entry entry) {
    waiting.addLast(entry);
  }

  /** Moves the next message in flight; null if none waits or the window is full. */
  Entry next(int window, long nanos) {
    if (waiting.isEmpty() || inFlight.size() >= window) {
      return null;
    }
    Entry entry = waiting.removeFirst();
    entry.sentNanos = nanos;
    inFlight.add(entry);
    return entry;
  }

  /** Puts a message back to the front. */
  void giveBack(Entry entry) {
    if (inFlight.remove(entry)) {
      waiting.addFirst(entry);
    }
  }

  /** Forgets a message; false if it was not in flight any more. */
  boolean finish(Entry entry) {
    return inFlight.remove(entry);
  }

  /** Everything in flight waits again, before what waits already. */
  void connectionLost() {
    List<Entry> back = new ArrayList<>(inFlight);
    inFlight.clear();
    for (int i = back.size() - 1; i >= 0; i--) {
      waiting.addFirst(back.get(i));
    }
  }

  /** Time since the oldest message in flight was sent; 0 if none is. */
  long oldestNanos(long nanos) {
    return inFlight.isEmpty() ? 0 : nanos - inFlight.iterator().next().sentNanos;
  }

  /** Takes out everything. */
  List<Entry> drain() {
    connectionLost();
    List<Entry> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }
}
