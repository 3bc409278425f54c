package io.requant.api.transport;

import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A connection to an MQTT 5 broker, kept up by its provider: it reconnects with jitter and
 * subscribes again by itself. All messages are QoS 1. A service per configured connection.
 */
@ProviderType
public interface Transport {

  /** Service property: name of the connection; a String. */
  String NAME = "transport.name";

  /**
   * Subscribes, now and after every reconnect.
   *
   * @param topicFilter MQTT topic filter
   * @param handler called on one thread per transport, in order of arrival
   * @return ends the subscription when closed
   */
  Subscription subscribe(String topicFilter, MessageHandler handler);

  /**
   * Publishes at QoS 1.
   *
   * @return completes when the broker has acknowledged; exceptionally if the transport closes
   *     before or its bounded queue is full
   */
  CompletableFuture<Void> publish(OutboundMessage message);

  /**
   * Tells of connection changes; a listener hears the present state at once.
   *
   * @return ends the subscription when closed
   */
  Subscription onConnection(ConnectionListener listener);

  /** Whether there is a connection now. */
  boolean connected();

  /** Takes messages. */
  interface MessageHandler {
    /**
     * Takes one message. The broker hears that it arrived only after this returns; what must not be
     * lost is on disk by then. A message whose handler throws is acknowledged all the same and
     * logged: it would fail again.
     */
    void received(InboundMessage message);
  }

  /** Hears of connection changes. */
  interface ConnectionListener {
    /** Called after every change, and once at the start. */
    void connectionChanged(boolean connected);
  }

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
