package io.requant.api.transport;

import java.time.Duration;
import java.util.Optional;

/**
 * A message to publish.
 *
 * @param topic topic without wildcards
 * @param payload content; not copied, do not change it
 * @param retained whether the broker keeps it for later subscribers
 * @param expiry how long the broker may hold it back, if limited
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record OutboundMessage(
    String topic, byte[] payload, boolean retained, Optional<Duration> expiry) {

  public OutboundMessage {
    if (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
      throw new IllegalArgumentException("topic '" + topic + "' is empty or has a wildcard");
    }
  }

  /** A message that is not retained and does not expire. */
  public static OutboundMessage of(String topic, byte[] payload) {
    return new OutboundMessage(topic, payload, false, Optional.empty());
  }

  /** A retained message that does not expire. */
  public static OutboundMessage retained(String topic, byte[] payload) {
    return new OutboundMessage(topic, payload, true, Optional.empty());
  }
}
