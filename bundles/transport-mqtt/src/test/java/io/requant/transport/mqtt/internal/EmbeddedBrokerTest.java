package io.requant.transport.mqtt.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Over the broker of the demo. */
class EmbeddedBrokerTest extends BrokerContract {

  @TempDir static Path data;
  private static ArtemisBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = new ArtemisBroker(data, Optional.empty());
    broker.start();
  }

  @AfterAll
  static void stop() {
    broker.stop();
  }

  @Override
  TestBroker broker() {
    return broker;
  }

  @Override
  boolean keepsOrder() {
    return false;
  }
}
