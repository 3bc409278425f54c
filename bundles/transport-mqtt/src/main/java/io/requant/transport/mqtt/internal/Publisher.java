package io.requant.transport.mqtt.internal;

import io.requant.api.transport.OutboundMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Publishes messages in order, as many at once as the broker takes, and again over the next session
 * what was not acknowledged. All but {@link #publish} is called on the loop.
 */
final class Publisher {

  private static final Logger LOG = System.getLogger(Publisher.class.getName());
  private static final Duration WINDOW_RETRY = Duration.ofMillis(50);

  /** Room for the fixed header, the packet id and the properties. */
  private static final int HEADER_BYTES = 32;

  private static final int MAX_UTF8_BYTES = 3;

  private final MqttSettings settings;
  private final Loop loop;
  private final LongSupplier nanos;
  private final BiConsumer<Session, String> lost;
  private final AtomicInteger queued = new AtomicInteger();
  private final Outbox outbox = new Outbox();
  private Session session;
  private int window;

  /**
   * A publisher without a session.
   *
   * @param lost hears that a session is of no use any more, and why
   */
  Publisher(
      MqttSettings settings, Loop loop, LongSupplier nanos, BiConsumer<Session, String> lost) {
    this.settings = settings;
    this.loop = loop;
    this.nanos = nanos;
    this.lost = lost;
  }

  /** Takes a message; on any thread. */
  CompletableFuture<Void> publish(OutboundMessage message) {
    int bytes = message.payload().length + message.topic().length() * MAX_UTF8_BYTES + HEADER_BYTES;
    if (bytes > settings.maximumPacketSize()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "message of %d bytes on %s; packets of at most %d are sent"
                  .formatted(
                      message.payload().length, message.topic(), settings.maximumPacketSize())));
    }
    if (queued.incrementAndGet() > settings.queueLimit()) {
      queued.decrementAndGet();
      return CompletableFuture.failedFuture(
          new IllegalStateException(
              settings.name() + ": " + settings.queueLimit() + " messages wait already"));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    Outbox.Entry entry = new Outbox.Entry(message, done, nanos.getAsLong());
    boolean taken =
        loop.run(
            () -> {
              outbox.add(entry);
              pump();
            });
    if (!taken) {
      queued.decrementAndGet();
      done.completeExceptionally(closedException());
    }
    return done;
  }

  /** Goes on over a session. */
  void connected(Session fresh, int most) {
    session = fresh;
    window = most;
    pump();
  }

  /** Waits for another session. */
  void disconnected() {
    session = null;
    outbox.connectionLost();
  }

  /** Time since the oldest message that is not acknowledged was sent; 0 if there is none. */
  long oldestNanos() {
    return outbox.oldestNanos(nanos.getAsLong());
  }

  /** Fails everything that waits. */
  void close() {
    session = null;
    outbox.drain().forEach(entry -> entry.done.completeExceptionally(closedException()));
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(settings.name() + " is closed");
  }

  private void pump() {
    while (session != null) {
      Outbox.Entry entry = outbox.next(window, nanos.getAsLong());
      if (entry == null) {
        return;
      }
      Optional<Duration> expiry =
          entry
              .message
              .expiry()
              .map(time -> time.minusNanos(nanos.getAsLong() - entry.queuedNanos));
      if (expiry.isPresent() && (expiry.get().isNegative() || expiry.get().isZero())) {
        finish(entry, new TimeoutException("message expired before it could be sent"));
        continue;
      }
      try {
        session.publish(entry.message, expiry, resultOf(entry, session));
      } catch (Session.WindowFullException e) {
        outbox.giveBack(entry);
        loop.after(WINDOW_RETRY.toNanos(), this::pump);
        return;
      }
    }
  }

  private Session.Result resultOf(Outbox.Entry entry, Session which) {
    return new Session.Result() {
      @Override
      public void answered(int reasonCode) {
        loop.run(
            () -> {
              finish(entry, reasonCode < 0x80 ? null : refused(entry.message, reasonCode));
              pump();
            });
      }

      @Override
      public void broken(Throwable reason) {
        lost.accept(which, "publishing failed: " + reason);
      }
    };
  }

  private Exception refused(OutboundMessage message, int reasonCode) {
    String text = "the broker refuses " + message.topic() + ", reason code " + reasonCode;
    LOG.log(Level.WARNING, "{0}: {1}", settings.name(), text);
    return new IllegalStateException(text);
  }

  private void finish(Outbox.Entry entry, Exception problem) {
    if (outbox.finish(entry)) {
      queued.decrementAndGet();
      if (problem == null) {
        entry.done.complete(null);
      } else {
        entry.done.completeExceptionally(problem);
      }
    }
  }
}
