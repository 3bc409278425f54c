package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.rest.Api;
import io.requant.fleet.controller.internal.rest.Metrics;
import io.requant.fleet.controller.internal.rest.Operations;
import io.requant.fleet.controller.internal.rest.Site;
import io.requant.fleet.controller.internal.rest.Tokens;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A controller with what it serves, over a memory transport. */
final class TestSite implements Site, AutoCloseable {

  final MemoryTransport transport = new MemoryTransport();
  final FakeFleet fleet;
  final FleetStore store;
  final Controller controller;
  final Path tokenFile;
  final SigningKey key = SigningKey.generate();
  private final Tokens tokens;

  TestSite(Path directory, int gateways, Clock clock) throws IOException {
    fleet =
        new FakeFleet(
            "acme", gateways, transport, new TrustedKeys(List.of(key.publicKey())), clock);
    store = FleetStore.open(StoreSettings.embedded(directory), "acme");
    controller =
        new Controller(new ControllerSettings("acme", 65_000), transport, key, store, clock);
    tokenFile = directory.resolve("api-tokens");
    tokens = new Tokens(tokenFile);
  }

  @Override
  public Api api() {
    return new Api(controller);
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public Metrics metrics() {
    return new Metrics(controller);
  }

  @Override
  public Operations operations() {
    return controller;
  }

  @Override
  public void close() {
    controller.close();
    store.close();
  }
}
