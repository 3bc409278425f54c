package io.requant.transport.mqtt.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;

/**
 * Keeps one session up: with the next broker when one is gone, with a renewed certificate once a
 * broker takes it. On the loop only, but for {@link #up}.
 */
final class Connector {

  private static final Logger LOG = System.getLogger(Connector.class.getName());
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final Duration STABLE = Duration.ofSeconds(10);

  /** A new certificate is refused so often before that is believed. */
  private static final int TRIALS = 2;

  private final MqttSettings settings;
  private final SessionFactory sessions;
  private final LongSupplier nanos;
  private final Loop loop;
  private final Executor disposal;
  private final Optional<CertificateWatch> certificates;
  private final Events events;
  private final Brokers brokers;
  private Connection connection;

  /** A connection beside the one in use, to see whether the broker takes a new certificate. */
  private Connection trial;

  private int failedTrials;
  private boolean withCandidate;
  private boolean closed;
  private volatile boolean up;

  /** Makes sessions. */
  interface SessionFactory {
    /** A session that is not connected yet. */
    Session open(URI url, Optional<SSLSocketFactory> sockets);
  }

  /** Hears what becomes of the session; on the loop, but for {@link #arrived}. */
  interface Events {
    /**
     * A session is up, in place of another if there was one.
     *
     * @param wasUp whether there was a connection until now
     */
    void up(Session session, URI url, boolean sessionPresent, int window, boolean wasUp);

    /** There is none for now. */
    void down();

    /** A message arrived; on any thread. */
    void arrived(Session.Arrival arrival);

    /** Nanoseconds since the oldest message that is not acknowledged was sent; 0 for none. */
    long oldestNanos();
  }

  /** A session, with whom, as whom, and since when. */
  private record Connection(
      Session session, URI url, Optional<TlsMaterial> material, long sinceNanos) {}

  /**
   * Does nothing until {@link #start}.
   *
   * @param disposal ends sessions, which may block
   */
  Connector(
      MqttSettings settings,
      SessionFactory sessions,
      RandomGenerator random,
      LongSupplier nanos,
      Loop loop,
      Executor disposal,
      Optional<CertificateWatch> certificates,
      Events events) {
    this.settings = settings;
    this.sessions = sessions;
    this.nanos = nanos;
    this.loop = loop;
    this.disposal = disposal;
    this.certificates = certificates;
    this.events = events;
    brokers =
        new Brokers(
            settings.urls(),
            new Backoff(settings.reconnectBase(), settings.reconnectMax(), random));
  }

  /** Begins; on any thread. */
  void start() {
    loop.run(this::connect);
    loop.after(WATCH.toNanos(), this::watch);
    certificates.ifPresent(watch -> loop.after(checkNanos(), () -> look(watch)));
  }

  /** Whether there is a connection; on any thread. */
  boolean up() {
    return up;
  }

  private void connect() {
    if (closed || connection != null || trial != null) {
      return;
    }
    try {
      connection = begin(certificates.isEmpty() ? Optional.empty() : Optional.of(material()));
    } catch (IOException e) {
      retry(e.getMessage());
    }
  }

  /** The certificate in use, in turns with one that is to take its place. */
  private TlsMaterial material() throws IOException {
    CertificateWatch watch = certificates.orElseThrow();
    withCandidate = !withCandidate && watch.candidate().isPresent();
    return withCandidate ? watch.candidate().get() : watch.inUse();
  }

  private Connection begin(Optional<TlsMaterial> material) {
    URI url = brokers.current();
    Session fresh = sessions.open(url, material.map(TlsMaterial::sockets));
    Connection begun = new Connection(fresh, url, material, nanos.getAsLong());
    fresh.connect(
        new Session.Events() {
          @Override
          public void connected(boolean sessionPresent, int window) {
            loop.run(() -> Connector.this.connected(fresh, sessionPresent, window));
          }

          @Override
          public void ended(String reason) {
            loop.run(() -> lost(fresh, reason));
          }

          @Override
          public void arrived(Session.Arrival arrival) {
            events.arrived(arrival);
          }
        });
    return begun;
  }

  private static boolean is(Connection one, Session session) {
    return one != null && one.session() == session;
  }

  private void connected(Session which, boolean sessionPresent, int window) {
    boolean wasUp = up;
    if (is(trial, which)) {
      takeOver();
    } else if (!is(connection, which) || up) {
      return;
    }
    connection = new Connection(which, connection.url(), connection.material(), nanos.getAsLong());
    LOG.log(
        Level.INFO,
        "{0}: connected to {1}, session {2}",
        settings.name(),
        connection.url(),
        sessionPresent ? "resumed" : "new");
    up = true;
    connection.material().ifPresent(taken -> certificates.orElseThrow().accepted(taken));
    events.up(which, connection.url(), sessionPresent, window, wasUp);
  }

  /** The broker has given the session to the new connection and ends the old one by itself. */
  private void takeOver() {
    if (connection != null) {
      Session old = connection.session();
      disposal.execute(() -> old.end(false));
    }
    connection = trial;
    trial = null;
    failedTrials = 0;
  }

  /** A session is of no use any more. */
  void lost(Session which, String reason) {
    if (is(trial, which)) {
      trialFailed(reason);
    } else if (is(connection, which)) {
      boolean stable = nanos.getAsLong() - connection.sinceNanos() > STABLE.toNanos();
      connection = null;
      failedTrials = 0;
      disposal.execute(() -> which.end(false));
      if (!up) {
        retry(reason);
        return;
      }
      up = false;
      events.down();
      again("connection lost: " + reason, brokers.lost(stable));
    }
  }

  private void trialFailed(String reason) {
    Connection failed = trial;
    trial = null;
    disposal.execute(() -> failed.session().end(false));
    if (connection == null) {
      // The old connection is gone too: then it need not be for the certificate.
      connect();
    } else if (++failedTrials >= TRIALS) {
      failedTrials = 0;
      certificates.orElseThrow().refused(failed.material().orElseThrow(), reason);
    }
  }

  private void retry(String reason) {
    URI url = brokers.current();
    again("no connection to " + url + ": " + reason, brokers.failed());
  }

  private void again(String why, long delayNanos) {
    LOG.log(
        Level.WARNING,
        "{0}: {1}; next attempt, {2}, in {3} ms",
        settings.name(),
        why,
        brokers.current(),
        TimeUnit.NANOSECONDS.toMillis(delayNanos));
    loop.after(delayNanos, this::connect);
  }

  /** Throws away a session that does not come up, is down unnoticed, or no longer answers. */
  private void watch() {
    loop.after(WATCH.toNanos(), this::watch);
    if (trial != null && late(trial)) {
      lost(trial.session(), "connecting does not end");
    }
    if (connection == null) {
      return;
    }
    Session session = connection.session();
    if (!up) {
      if (late(connection)) {
        lost(session, "connecting does not end");
      }
    } else if (!session.alive()) {
      lost(session, "the library says so");
    } else if (events.oldestNanos() > settings.stuckAfter().toNanos()) {
      lost(session, "no acknowledgement within " + settings.stuckAfter().toSeconds() + " s");
    }
  }

  private boolean late(Connection one) {
    return nanos.getAsLong() - one.sinceNanos() > 2 * settings.connectTimeout().toNanos();
  }

  private long checkNanos() {
    return settings.certificateCheck().toNanos();
  }

  private void look(CertificateWatch watch) {
    loop.after(checkNanos(), () -> look(watch));
    watch.look();
    if (up && trial == null && watch.candidate().isPresent()) {
      // Beside the connection in use: it is not given up before the broker has taken the new one.
      trial = begin(watch.candidate());
    }
  }

  /** Ends, with a good-bye to the broker. */
  void close() {
    closed = true;
    up = false;
    if (trial != null) {
      Session beside = trial.session();
      disposal.execute(() -> beside.end(false));
    }
    if (connection != null) {
      Session last = connection.session();
      disposal.execute(() -> last.end(true));
    }
    trial = null;
    connection = null;
  }
}
