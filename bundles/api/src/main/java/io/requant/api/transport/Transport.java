package io.requant.api.transport;

import java.util.Optional;
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

  /** The certificate in use; empty without one, or before it was read. */
  default Optional<ClientCertificate> certificate() {
    return Optional.empty();
  }

  /**
   * Tells whenever {@link #certificate()} has changed. The listener must return at once.
   *
   * @return ends the subscription when closed
   */
  default Subscription onCertificate(Runnable changed) {
    return () -> {};
  }

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

    /**
     * Called before {@link #connectionChanged} where the broker has no session that this process
     * knows: it is another broker, or lost its memory. What others published meanwhile was not
     * kept, and what this process had it retain may not be there.
     */
    default void sessionBegan() {}
  }

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
