package io.requant.fleet.controller.internal;

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
import java.util.Optional;

/** A controller with what it serves, over a memory transport. */
final class TestSite implements Site, AutoCloseable {

  final MemoryTransport transport = new MemoryTransport();
  final FakeFleet fleet;
  final FleetStore store;
  final Controller controller;
  final Path tokenFile;
  final SigningKey key = SigningKey.generate();
  private final Tokens tokens;

  /** Whether its store is open. */
  boolean ready = true;

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
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public Optional<Served> served() {
    return ready ? Optional.of(Served.of(controller)) : Optional.empty();
  }

  @Override
  public String waiting() {
    return "store db.example cannot be opened: nobody is there";
  }

  @Override
  public void close() {
    controller.close();
    store.close();
  }
}
