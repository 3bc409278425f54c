package io.requant.transport.mqtt.internal;

import io.requant.api.transport.OutboundMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Builds connections for tests: quick to connect again. */
final class Transports {

  private Transports() {}

  static MqttSettings settings(URI url, String clientId, Optional<TlsFiles> tls, int queueLimit) {
    return new MqttSettings(
        clientId,
        url,
        clientId,
        tls,
        Optional.empty(),
        Duration.ofHours(24),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        16,
        65_536,
        queueLimit);
  }

  /** Brokers in order, and how often to look at certificates; the name is "test". */
  static MqttSettings settings(List<URI> urls, Optional<TlsFiles> tls, Duration check) {
    return new MqttSettings(
        "test",
        urls,
        "test",
        tls,
        Optional.empty(),
        Duration.ofHours(24),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        16,
        65_536,
        1000,
        check);
  }

  static MqttTransport open(URI url, String clientId) {
    return open(settings(url, clientId, Optional.empty(), 1000));
  }

  static MqttTransport open(MqttSettings settings) {
    return MqttTransport.open(settings);
  }

  static void awaitConnection(MqttTransport transport, boolean wanted) throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    var subscription =
        transport.onConnection(
            connected -> {
              if (connected == wanted) {
                latch.countDown();
              }
            });
    boolean reached = latch.await(20, TimeUnit.SECONDS);
    subscription.close();
    if (!reached) {
      throw new AssertionError("connection is not " + wanted + " within 20 s");
    }
  }

  static OutboundMessage message(String topic, String text) {
    return OutboundMessage.of(topic, text.getBytes(StandardCharsets.UTF_8));
  }

  static OutboundMessage retained(String topic, String text) {
    return OutboundMessage.retained(topic, text.getBytes(StandardCharsets.UTF_8));
  }
}
