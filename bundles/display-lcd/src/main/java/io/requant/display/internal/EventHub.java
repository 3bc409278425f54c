package io.requant.display.internal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Gives events to all readers (HTML Standard, section 9.2, "Server-sent events"). */
final class EventHub implements AutoCloseable {

  /** Most readers that can be configured. */
  static final int MAX_CLIENTS = 256;

  private static final byte[] PREFIX = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SUFFIX = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final int maxClients;
  private final long patience;
  private final LongSupplier clock;
  private final Set<EventClient> clients = ConcurrentHashMap.newKeySet();
  private boolean closed;

  /**
   * Opens a hub.
   *
   * @param maxClients readers at a time, 1..256
   * @param patience how long a reader may take nothing, in nanoseconds
   * @param clock nanoseconds
   */
  EventHub(int maxClients, long patience, LongSupplier clock) {
    if (maxClients < 1 || maxClients > MAX_CLIENTS) {
      throw new IllegalArgumentException(
          "maxClients " + maxClients + ": 1.." + MAX_CLIENTS + " is possible");
    }
    this.maxClients = maxClients;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * Lets a reader in.
   *
   * @return the reader; empty if there are too many
   */
  synchronized Optional<EventClient> join(EventClient.Channel channel) {
    if (closed || clients.size() >= maxClients) {
      return Optional.empty();
    }
    EventClient client = new EventClient(channel, clock.getAsLong());
    clients.add(client);
    return Optional.of(client);
  }

  /** A reader went; its stream is ended. */
  void leave(EventClient client) {
    clients.remove(client);
    client.end();
  }

  /** Whether anybody reads. */
  boolean hasClients() {
    return !clients.isEmpty();
  }

  /** How many read. */
  int clients() {
    return clients.size();
  }

  /** Gives an event to all; one line of text. */
  void publish(byte[] line) {
    byte[] event = event(line);
    long now = clock.getAsLong();
    clients.removeIf(client -> !client.offer(event, now, patience));
  }

  private static byte[] event(byte[] line) {
    byte[] event = new byte[PREFIX.length + line.length + SUFFIX.length];
    System.arraycopy(PREFIX, 0, event, 0, PREFIX.length);
    System.arraycopy(line, 0, event, PREFIX.length, line.length);
    System.arraycopy(SUFFIX, 0, event, PREFIX.length + line.length, SUFFIX.length);
    return event;
  }

  /** Ends all streams; nobody is let in any more. */
  @Override
  public synchronized void close() {
    closed = true;
    clients.forEach(EventClient::end);
    clients.clear();
  }
}
