package io.requant.fleet.controller.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresStoreTest extends StoreContract {

  private static PostgresServer server;

  @TempDir static Path folder;
  @TempDir Path directory;
  private StoreSettings settings;

  @BeforeAll
  static void start() throws Exception {
    server = PostgresServer.start(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void create() throws IOException {
    settings = server.freshDatabase(directory);
  }

  @Override
  FleetStore open() throws IOException {
    return FleetStore.open(settings, "acme");
  }

  @Test
  void aWrongPasswordIsSaidWithoutShowingIt() throws Exception {
    Path wrong = Files.writeString(directory.resolve("wrong"), "guess\n");
    StoreSettings bad =
        new StoreSettings(directory, settings.url(), settings.user(), Optional.of(wrong));
    assertThatThrownBy(() -> FleetStore.open(bad, "acme"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("password")
        .message()
        .doesNotContain("guess");
  }

  @Test
  void theStoreGoesOnAfterTheServerCrashedAndCameBack() throws Exception {
    try (FleetStore store = open()) {
      store.orders().beginEpoch();
      store.orders().carryOut(1, message(new Target.Ring("all"), "before"));
      server.kill();
      assertThatThrownBy(() -> store.orders().carryOut(1, message(new Target.Ring("all"), "down")))
          .isInstanceOf(StoreException.class);
      server.start();
      store.orders().carryOut(1, message(new Target.Ring("all"), "after"));
      assertThat(store.orders().place()).isEqualTo(new Position(1, 2));
    }
  }

  @Test
  void tenantsShareADatabaseAndSeeNothingOfEachOther() throws Exception {
    try (FleetStore acme = open();
        FleetStore other = FleetStore.open(settings, "other")) {
      acme.orders().beginEpoch();
      acme.orders().carryOut(1, message(new Target.Ring("all"), "acme"));
      assertThat(other.orders().desired()).isEmpty();
      assertThat(other.orders().beginEpoch()).isEqualTo(new Position(1, 0));
      assertThat(other.audit().newest(5)).isEmpty();
    }
  }
}
