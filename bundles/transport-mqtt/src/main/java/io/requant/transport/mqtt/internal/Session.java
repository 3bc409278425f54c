package io.requant.transport.mqtt.internal;

import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.OutboundMessage;
import java.time.Duration;
import java.util.Optional;

/**
 * One network connection: connects once, is lost or ended once, and is then thrown away. No method
 * but {@link #end} blocks.
 */
interface Session {

  /** Begins to connect. */
  void connect(Events events);

  /**
   * Asks for messages.
   *
   * @param confirm whether the broker should have this subscription already: then it sends what is
   *     retained only if it has not (MQTT 5, 3.8.3.1, retain handling 1)
   */
  void subscribe(String filter, boolean confirm, Result result);

  /** Asks for no more messages. */
  void unsubscribe(String filter);

  /**
   * Sends a message at QoS 1.
   *
   * @param expiry how long the broker may hold it back
   * @throws WindowFullException if too many are in flight; try again later
   */
  void publish(OutboundMessage message, Optional<Duration> expiry, Result result)
      throws WindowFullException;

  /** Tells the broker that a message was taken. */
  void acknowledge(Arrival arrival);

  /** Whether the connection is up as far as the library knows. */
  boolean alive();

  /**
   * Ends it, by force if need be; may block for seconds.
   *
   * @param orderly whether to say good-bye, so that there is no will
   */
  void end(boolean orderly);

  /** What happens to a session; called on threads that must not be held up. */
  interface Events {
    /**
     * It is up.
     *
     * @param sessionPresent whether the broker still had the session
     * @param window messages that the broker takes at once
     */
    void connected(boolean sessionPresent, int window);

    /** It did not come up, or is lost. */
    void ended(String reason);

    /** A message arrived; not before {@link #connected}. */
    void arrived(Arrival arrival);
  }

  /** How a request ended. */
  interface Result {
    /** The broker answered; codes of 128 and above are refusals (MQTT 5, 2.4). */
    void answered(int reasonCode);

    /** No answer came: the connection is of no use any more. */
    void broken(Throwable reason);
  }

  /** A message, and what is needed to acknowledge it. */
  record Arrival(Session session, InboundMessage message, int packetId, int qos) {}

  /** Too many messages are in flight. */
  final class WindowFullException extends Exception {
    private static final long serialVersionUID = 1;
  }
}
