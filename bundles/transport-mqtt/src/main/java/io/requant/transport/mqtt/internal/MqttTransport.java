package io.requant.transport.mqtt.internal;

import io.requant.api.transport.ClientCertificate;
import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A connection that keeps itself up. One thread owns all its state; another hands messages to their
 * handlers; a third ends sessions, which may block. Threads of the MQTT library are never held up.
 */
public final class MqttTransport implements Transport, AutoCloseable {

  private static final Logger LOG = System.getLogger(MqttTransport.class.getName());

  private final MqttSettings settings;
  private final Loop loop;
  private final ExecutorService disposal;
  private final Delivery delivery;
  private final Publisher publisher;
  private final Subscriptions subscriptions;
  private final Optional<CertificateWatch> certificates;
  private final Connector connector;
  private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> certificateListeners = new CopyOnWriteArrayList<>();

  /** Begins to connect, over Paho. */
  public static MqttTransport open(MqttSettings settings) {
    return new MqttTransport(
        settings,
        (url, sockets) -> new PahoSession(settings, url, sockets),
        RandomGenerator.getDefault(),
        System::nanoTime,
        Clock.systemUTC());
  }

  /**
   * Begins to connect.
   *
   * @param sessions makes a new session for every attempt
   * @param random decides the delays between attempts
   * @param nanos a monotonic clock, e.g. {@link System#nanoTime}
   * @param clock judges certificates
   */
  MqttTransport(
      MqttSettings settings,
      Connector.SessionFactory sessions,
      RandomGenerator random,
      LongSupplier nanos,
      Clock clock) {
    this.settings = settings;
    loop = new Loop(settings.name());
    disposal =
        Executors.newSingleThreadExecutor(
            task -> new Thread(task, "requant-mqtt-" + settings.name() + "-disposal"));
    delivery = new Delivery(settings.name(), settings.receiveMaximum(), nanos);
    publisher =
        new Publisher(settings, loop, nanos, (which, why) -> loop.run(() -> lost(which, why)));
    subscriptions = new Subscriptions(settings.name(), loop, this::lost);
    certificates =
        settings
            .tls()
            .map(files -> new CertificateWatch(settings.name(), files, clock, this::renewed));
    connector =
        new Connector(
            settings, sessions, random, nanos, loop, disposal, certificates, new Changes());
    connector.start();
  }

  // ---- the connection

  private void lost(Session which, String reason) {
    connector.lost(which, reason);
  }

  private final class Changes implements Connector.Events {

    @Override
    public void up(Session session, URI url, boolean sessionPresent, int window, boolean wasUp) {
      if (wasUp) {
        // What the session before did not get acknowledged goes over this one.
        publisher.disconnected();
      }
      if (sessionPresent) {
        delivery.forgetAllBut(session);
      }
      boolean anew = subscriptions.connected(session, url, sessionPresent);
      if (anew || !wasUp) {
        tell(true, anew);
      }
      publisher.connected(session, Math.min(settings.receiveMaximum(), window));
    }

    @Override
    public void down() {
      publisher.disconnected();
      subscriptions.disconnected();
      tell(false, false);
    }

    @Override
    public void arrived(Session.Arrival arrival) {
      delivery.arrived(arrival);
    }

    @Override
    public long oldestNanos() {
      return publisher.oldestNanos();
    }
  }

  private void renewed() {
    certificateListeners.forEach(delivery::execute);
  }

  @Override
  public Optional<ClientCertificate> certificate() {
    return certificates.flatMap(CertificateWatch::certificate);
  }

  @Override
  public Subscription onCertificate(Runnable changed) {
    certificateListeners.add(changed);
    return once(() -> certificateListeners.remove(changed));
  }

  private void tell(boolean connected, boolean anew) {
    for (ConnectionListener listener : listeners) {
      if (anew) {
        delivery.execute(listener::sessionBegan);
      }
      delivery.execute(() -> listener.connectionChanged(connected));
    }
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    listeners.add(listener);
    delivery.execute(() -> listener.connectionChanged(connector.up()));
    return once(() -> listeners.remove(listener));
  }

  @Override
  public boolean connected() {
    return connector.up();
  }

  // ---- messages

  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    Runnable remove = delivery.add(new TopicFilter(topicFilter), handler);
    loop.run(() -> subscriptions.add(topicFilter));
    return once(
        () -> {
          remove.run();
          loop.run(() -> subscriptions.remove(topicFilter));
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
    CompletableFuture<Void> ended = new CompletableFuture<>();
    boolean first =
        loop.run(
            () -> {
              connector.close();
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
