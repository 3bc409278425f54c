package io.requant.transport.mqtt.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  @Override
  TestBroker broker() {
    return broker;
  }

  @Override
  boolean keepsOrder() {
    return true;
  }
}
