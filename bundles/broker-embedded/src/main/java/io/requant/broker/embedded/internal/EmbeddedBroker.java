package io.requant.broker.embedded.internal;

import io.requant.api.fleet.BrokerEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** A broker that runs until it is closed. What it keeps is there again at the next start. */
public final class EmbeddedBroker implements BrokerEndpoint, AutoCloseable {

  private static final Logger LOG = System.getLogger(EmbeddedBroker.class.getName());

  private static final ArtemisLog ARTEMIS_LOG = new ArtemisLog();

  private final EmbeddedActiveMQ artemis = new EmbeddedActiveMQ();
  private final String url;

  /**
   * Starts a broker; returns when it accepts clients.
   *
   * @throws IllegalStateException if it cannot, e.g. because the port is taken
   */
  public EmbeddedBroker(BrokerSettings settings) {
    long start = System.nanoTime();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Artemis finds its protocols and factories by the context class loader.
    thread.setContextClassLoader(EmbeddedBroker.class.getClassLoader());
    try {
      ARTEMIS_LOG.quieten();
      checkPort(settings);
      artemis.setConfiguration(ArtemisConfiguration.of(settings));
      if (settings.tls().isPresent()) {
        artemis.setSecurityManager(new TopicGuard(new TopicRules(settings.controllers())));
      }
      artemis.start();
      if (!server().waitForActivation(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it did not become active within 30 s");
      }
      int port =
          server().getRemotingService().getAcceptor(ArtemisConfiguration.ACCEPTOR).getActualPort();
      if (port <= 0) {
        throw new IllegalStateException("it does not listen; is the port taken?");
      }
      url = (settings.tls().isPresent() ? "ssl://" : "tcp://") + settings.host() + ":" + port;
    } catch (Exception e) {
      close();
      throw new IllegalStateException(
          "broker on "
              + settings.host()
              + ":"
              + settings.port()
              + " with data in "
              + settings.dataDirectory()
              + " cannot start: "
              + e.getMessage(),
          e);
    } finally {
      thread.setContextClassLoader(before);
    }
    LOG.log(
        Level.INFO,
        "broker on {0}, ready after {1} ms",
        url,
        (System.nanoTime() - start) / 1_000_000);
  }

  /** Artemis waits for ever for a port that is taken. */
  private static void checkPort(BrokerSettings settings) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(settings.host(), settings.port()));
    }
  }

  private ActiveMQServer server() {
    return artemis.getActiveMQServer();
  }

  @Override
  public String url() {
    return url;
  }

  /** Stops the broker; clients see a lost connection. */
  @Override
  public void close() {
    try {
      artemis.stop();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "broker did not stop cleanly", e);
    }
  }
}
