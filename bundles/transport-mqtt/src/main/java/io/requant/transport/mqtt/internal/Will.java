package io.requant.transport.mqtt.internal;

/**
 * What the broker says for this client when its connection is gone.
 *
 * @param topic where
 * @param payload what
 * @param delaySeconds how long the connection must be gone, at least 1: Artemis 2.44 never
 *     publishes a will without delay of a client whose session lives on
 */
@SuppressWarnings("ArrayRecordComponent") // part of a configuration, never compared
public record Will(String topic, byte[] payload, long delaySeconds) {

  /** Checks the delay. */
  public Will {
    if (delaySeconds < 1) {
      throw new IllegalArgumentException("will delay of " + delaySeconds + " s; at least 1");
    }
  }
}
