package io.requant.transport.mqtt.internal;

import io.requant.broker.embedded.internal.BrokerSettings;
import io.requant.broker.embedded.internal.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The broker of the demo. */
final class ArtemisBroker implements TestBroker {

  private final BrokerSettings settings;
  private EmbeddedBroker broker;

  ArtemisBroker(Path data, Optional<io.requant.broker.embedded.internal.TlsFiles> tls)
      throws IOException {
    settings = new BrokerSettings("127.0.0.1", TestBroker.freePort(), data, tls);
  }

  @Override
  public URI url() {
    return URI.create(broker.url());
  }

  @Override
  public void start() {
    broker = new EmbeddedBroker(settings);
  }

  @Override
  public void stop() {
    broker.close();
  }
}
