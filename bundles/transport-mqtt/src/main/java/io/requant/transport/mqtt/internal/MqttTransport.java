package io.requant.transport.mqtt.internal;

import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final Duration STABLE = Duration.ofSeconds(10);

  private final MqttSettings settings;
  private final Supplier<Session> sessions;
  private final LongSupplier nanos;
  private final Backoff backoff;
  private final Loop loop;
  private final ExecutorService disposal;
  private final Delivery delivery;
  private final Publisher publisher;
  private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();

  // Written on the loop only.
  private final Map<String, Integer> filters = new HashMap<>();

  /** Filters that the broker acknowledged in its present session, to this process. */
  private final Set<String> subscribed = new HashSet<>();

  private Session session;
  private long sinceNanos;
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
    loop = new Loop(settings.name());
    disposal =
        Executors.newSingleThreadExecutor(
            task -> new Thread(task, "requant-mqtt-" + settings.name() + "-disposal"));
    delivery = new Delivery(settings.name(), settings.receiveMaximum(), nanos);
    publisher =
        new Publisher(settings, loop, nanos, (which, why) -> loop.run(() -> lost(which, why)));
    loop.run(this::connect);
    loop.after(WATCH.toNanos(), this::watch);
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
          public void connected(boolean sessionPresent, int window) {
            loop.run(() -> MqttTransport.this.connected(fresh, sessionPresent, window));
          }

          @Override
          public void ended(String reason) {
            loop.run(() -> lost(fresh, reason));
          }

          @Override
          public void arrived(Session.Arrival arrival) {
            delivery.arrived(arrival);
          }
        });
  }

  private void connected(Session which, boolean sessionPresent, int window) {
    if (which != session || up) {
      return;
    }
    LOG.log(
        Level.INFO,
        "{0}: connected to {1}, session {2}",
        settings.name(),
        settings.url(),
        sessionPresent ? "resumed" : "new");
    sinceNanos = nanos.getAsLong();
    up = true;
    if (sessionPresent) {
      delivery.forgetAllBut(which);
    } else {
      subscribed.clear();
    }
    // A session may be of another process, which subscribed to other things.
    filters.keySet().stream().filter(f -> !subscribed.contains(f)).forEach(this::sendSubscribe);
    tell(true);
    publisher.connected(which, Math.min(settings.receiveMaximum(), window));
  }

  private void lost(Session which, String reason) {
    if (which != session) {
      return;
    }
    boolean wasUp = up;
    up = false;
    session = null;
    publisher.disconnected();
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
    loop.after(delay, this::connect);
  }

  /** Throws away a session that does not come up, is down unnoticed, or no longer answers. */
  private void watch() {
    loop.after(WATCH.toNanos(), this::watch);
    if (session == null) {
      return;
    }
    if (!up) {
      if (nanos.getAsLong() - sinceNanos > 2 * settings.connectTimeout().toNanos()) {
        lost(session, "connecting does not end");
      }
    } else if (!session.alive()) {
      lost(session, "the library says so");
    } else if (publisher.oldestNanos() > settings.stuckAfter().toNanos()) {
      lost(session, "no acknowledgement within " + settings.stuckAfter().toSeconds() + " s");
    }
  }

  private void tell(boolean connected) {
    for (ConnectionListener listener : listeners) {
      delivery.execute(() -> listener.connectionChanged(connected));
    }
  }

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

  // ---- messages

  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    Runnable remove = delivery.add(new TopicFilter(topicFilter), handler);
    loop.run(
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
          loop.run(() -> unsubscribe(topicFilter));
        });
  }

  private void unsubscribe(String filter) {
    boolean last =
        filters.computeIfPresent(filter, (f, count) -> count == 1 ? null : count - 1) == null;
    if (last) {
      subscribed.remove(filter);
      if (up) {
        session.unsubscribe(filter);
      }
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
            } else {
              loop.run(() -> subscribed.add(filter));
            }
          }

          @Override
          public void broken(Throwable reason) {
            loop.run(() -> lost(which, "subscribing failed: " + reason));
          }
        });
  }

  @Override
  public CompletableFuture<Void> publish(OutboundMessage message) {
    return publisher.publish(message);
  }

  private static Subscription once(Runnable end) {
    AtomicBoolean ended = new AtomicBoolean();
    return () -> {
      if (ended.compareAndSet(false, true)) {
        end.run();
      }
    };
  }

  /** Says good-bye to the broker, fails what waits, and ends all threads. */
  @Override
  public void close() {
    closed = true;
    CompletableFuture<Void> ended = new CompletableFuture<>();
    boolean first =
        loop.run(
            () -> {
              Session last = session;
              session = null;
              up = false;
              if (last != null) {
                disposal.execute(() -> last.end(true));
              }
              publisher.close();
              ended.complete(null);
            });
    if (!first) {
      return;
    }
    try {
      delivery.close();
      ended.get(5, TimeUnit.SECONDS);
      loop.end();
      disposal.shutdown();
      if (!disposal.awaitTermination(10, TimeUnit.SECONDS)) {
        disposal.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.WARNING, settings.name() + ": did not end cleanly", e);
    } finally {
      disposal.shutdown();
    }
  }
}
