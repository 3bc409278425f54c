package io.requant.transport.mqtt.internal;

import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A connection that keeps itself up. One thread owns all its state; another hands messages to their
 * handlers; a third ends sessions, which may block. Threads of the MQTT library are never held up.
 */
public final class MqttTransport implements Transport, AutoCloseable {

  private static final Logger LOG = System.getLogger(MqttTransport.class.getName());
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final Duration WINDOW_RETRY = Duration.ofMillis(50);
  private static final Duration STABLE = Duration.ofSeconds(10);

  private final MqttSettings settings;
  private final Supplier<Session> sessions;
  private final LongSupplier nanos;
  private final Backoff backoff;
  private final ScheduledExecutorService loop;
  private final ExecutorService disposal;
  private final Delivery delivery;
  private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger queued = new AtomicInteger();

  // Owned by the loop.
  private final Outbox outbox = new Outbox();
  private final Map<String, Integer> filters = new HashMap<>();
  private Session session;
  private long sinceNanos;
  private int window;
  private volatile boolean up;
  private volatile boolean closed;

  /** Begins to connect, over Paho. */
  public static MqttTransport open(MqttSettings settings) {
    return new MqttTransport(
        settings, () -> new PahoSession(settings), RandomGenerator.getDefault(), System::nanoTime);
  }

  /**
   * Begins to connect.
   *
   * @param sessions makes a new session for every attempt
   * @param random decides the delays between attempts
   * @param nanos a monotonic clock, e.g. {@link System#nanoTime}
   */
  MqttTransport(
      MqttSettings settings,
      Supplier<Session> sessions,
      RandomGenerator random,
      LongSupplier nanos) {
    this.settings = settings;
    this.sessions = sessions;
    this.nanos = nanos;
    this.backoff = new Backoff(settings.reconnectBase(), settings.reconnectMax(), random);
    loop = thread("");
    disposal = thread("-disposal");
    delivery = new Delivery(settings.name(), settings.receiveMaximum(), nanos);
    onLoop(this::connect);
    onLoopAfter(WATCH.toNanos(), this::watch);
  }

  private ScheduledExecutorService thread(String suffix) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> new Thread(task, "requant-mqtt-" + settings.name() + suffix));
  }

  // ---- the connection

  private void connect() {
    if (closed || session != null) {
      return;
    }
    Session fresh = sessions.get();
    session = fresh;
    sinceNanos = nanos.getAsLong();
    fresh.connect(
        new Session.Events() {
          @Override
          public void connected(boolean sessionPresent, int brokerWindow) {
            onLoop(() -> MqttTransport.this.connected(fresh, sessionPresent, brokerWindow));
          }

          @Override
          public void ended(String reason) {
            onLoop(() -> lost(fresh, reason));
          }

          @Override
          public void arrived(Session.Arrival arrival) {
            delivery.arrived(arrival);
          }
        });
  }

  private void connected(Session which, boolean sessionPresent, int brokerWindow) {
    if (which != session || up) {
      return;
    }
    LOG.log(
        Level.INFO,
        "{0}: connected to {1}, session {2}",
        settings.name(),
        settings.url(),
        sessionPresent ? "resumed" : "new");
    window = Math.min(settings.receiveMaximum(), brokerWindow);
    sinceNanos = nanos.getAsLong();
    up = true;
    if (sessionPresent) {
      delivery.forgetAllBut(which);
    } else {
      filters.keySet().forEach(this::sendSubscribe);
    }
    tell(true);
    pump();
  }

  private void lost(Session which, String reason) {
    if (which != session) {
      return;
    }
    boolean wasUp = up;
    up = false;
    session = null;
    outbox.connectionLost();
    disposal.execute(() -> which.end(false));
    if (closed) {
      return;
    }
    if (wasUp && nanos.getAsLong() - sinceNanos > STABLE.toNanos()) {
      backoff.reset();
    }
    long delay = backoff.next();
    LOG.log(
        Level.WARNING,
        "{0}: {1} {2}; next attempt in {3} ms",
        settings.name(),
        wasUp ? "connection lost:" : "no connection to " + settings.url() + ":",
        reason,
        TimeUnit.NANOSECONDS.toMillis(delay));
    if (wasUp) {
      tell(false);
    }
    onLoopAfter(delay, this::connect);
  }

  /** Throws away a session that does not come up, is down unnoticed, or no longer answers. */
  private void watch() {
    onLoopAfter(WATCH.toNanos(), this::watch);
    if (session == null) {
      return;
    }
    long now = nanos.getAsLong();
    if (!up) {
      if (now - sinceNanos > 2 * settings.connectTimeout().toNanos()) {
        lost(session, "connecting does not end");
      }
    } else if (!session.alive()) {
      lost(session, "the library says so");
    } else if (outbox.oldestNanos(now) > settings.stuckAfter().toNanos()) {
      lost(session, "no acknowledgement within " + settings.stuckAfter().toSeconds() + " s");
    }
  }

  private void tell(boolean connected) {
    for (ConnectionListener listener : listeners) {
      delivery.execute(() -> listener.connectionChanged(connected));
    }
  }

  // ---- subscriptions

  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    Runnable remove = delivery.add(new TopicFilter(topicFilter), handler);
    onLoop(
        () -> {
          filters.merge(topicFilter, 1, Integer::sum);
          if (up) {
            // Even if it is subscribed already: the new handler wants what is retained.
            sendSubscribe(topicFilter);
          }
        });
    return once(
        () -> {
          remove.run();
          onLoop(() -> unsubscribe(topicFilter));
        });
  }

  private void unsubscribe(String filter) {
    if (filters.computeIfPresent(filter, (f, count) -> count == 1 ? null : count - 1) == null
        && up) {
      session.unsubscribe(filter);
    }
  }

  private void sendSubscribe(String filter) {
    Session which = session;
    which.subscribe(
        filter,
        new Session.Result() {
          @Override
          public void answered(int reasonCode) {
            if (reasonCode >= 0x80) {
              LOG.log(
                  Level.ERROR,
                  "{0}: the broker refuses the subscription to {1}, reason code {2}",
                  settings.name(),
                  filter,
                  reasonCode);
            }
          }

          @Override
          public void broken(Throwable reason) {
            onLoop(() -> lost(which, "subscribing failed: " + reason));
          }
        });
  }

  // ---- publishing

  @Override
  public CompletableFuture<Void> publish(OutboundMessage message) {
    int overhead = message.topic().length() * 3 + 32;
    if (message.payload().length + overhead > settings.maximumPacketSize()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "message of "
                  + message.payload().length
                  + " bytes on "
                  + message.topic()
                  + "; packets of at most "
                  + settings.maximumPacketSize()
                  + " are sent"));
    }
    if (queued.incrementAndGet() > settings.queueLimit()) {
      queued.decrementAndGet();
      return CompletableFuture.failedFuture(
          new IllegalStateException(
              settings.name() + ": " + settings.queueLimit() + " messages wait already"));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    Outbox.Entry entry = new Outbox.Entry(message, done, nanos.getAsLong());
    if (!onLoop(
        () -> {
          outbox.add(entry);
          pump();
        })) {
      queued.decrementAndGet();
      done.completeExceptionally(closedException());
    }
    return done;
  }

  private void pump() {
    while (up) {
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
        onLoopAfter(WINDOW_RETRY.toNanos(), this::pump);
        return;
      }
    }
  }

  private Session.Result resultOf(Outbox.Entry entry, Session which) {
    return new Session.Result() {
      @Override
      public void answered(int reasonCode) {
        onLoop(
            () -> {
              finish(entry, reasonCode < 0x80 ? null : refused(entry.message, reasonCode));
              pump();
            });
      }

      @Override
      public void broken(Throwable reason) {
        onLoop(() -> lost(which, "publishing failed: " + reason));
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

  // ---- the rest

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    listeners.add(listener);
    delivery.execute(() -> listener.connectionChanged(up));
    return once(() -> listeners.remove(listener));
  }

  @Override
  public boolean connected() {
    return up;
  }

  private static Subscription once(Runnable end) {
    AtomicInteger calls = new AtomicInteger();
    return () -> {
      if (calls.getAndIncrement() == 0) {
        end.run();
      }
    };
  }

  private boolean onLoop(Runnable task) {
    return onLoopAfter(0, task);
  }

  private boolean onLoopAfter(long delayNanos, Runnable task) {
    try {
      var unused = loop.schedule(() -> guard(task), delayNanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      // Closed: there is nothing left that the task could change.
      return false;
    }
  }

  private void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, settings.name() + ": internal error", e);
    }
  }

  private IllegalStateException closedException() {
    return new IllegalStateException(settings.name() + " is closed");
  }

  /** Says good-bye to the broker, fails what waits, and ends all threads. */
  @Override
  public void close() {
    closed = true;
    CompletableFuture<Void> ended = new CompletableFuture<>();
    onLoop(
        () -> {
          Session last = session;
          session = null;
          up = false;
          if (last != null) {
            disposal.execute(() -> last.end(true));
          }
          outbox.drain().forEach(entry -> entry.done.completeExceptionally(closedException()));
          ended.complete(null);
        });
    try {
      delivery.close();
      ended.get(5, TimeUnit.SECONDS);
      disposal.shutdown();
      if (!disposal.awaitTermination(10, TimeUnit.SECONDS)) {
        disposal.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.WARNING, settings.name() + ": did not end cleanly", e);
    } finally {
      loop.shutdownNow();
      disposal.shutdown();
    }
  }
}
