package io.requant.transport.mqtt.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over Mosquitto, where it is installed. */
class MosquittoTest extends BrokerContract {

  @TempDir static Path data;
  private static MosquittoBroker broker;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        MosquittoBroker.program().isPresent(),
        "mosquitto is not installed; apt-get install mosquitto to run these tests");
    broker = new MosquittoBroker(data);
    broker.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (broker != null) {
      broker.stop();
    }
  }

  @Test
  void aSessionOlderThanItsSubscriptionsLeavesNobodyDeaf() throws Exception {
    try (MqttTransport listener = Transports.open(broker.url(), "older-listener")) {
      Transports.awaitConnection(listener, true);
      broker.save();
      Inbox inbox = new Inbox();
      listener.subscribe("older/m", inbox);
      awaitSubscription(listener, inbox, "older/m");
      broker.kill();
      broker.start();
      Transports.awaitConnection(listener, true);
      awaitSubscription(listener, inbox, "older/m");
    }
  }

  @Override
  TestBroker broker() {
    return broker;
  }

  @Override
  boolean keepsOrder() {
    return true;
  }
}
