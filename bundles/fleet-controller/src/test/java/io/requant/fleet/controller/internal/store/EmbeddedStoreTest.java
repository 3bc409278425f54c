package io.requant.fleet.controller.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends StoreContract {

  @TempDir Path directory;

  @Override
  FleetStore open() throws IOException {
    return FleetStore.open(StoreSettings.embedded(directory), "acme");
  }

  @Test
  void theFolderBelongsToItsOwnerAlone() throws Exception {
    try (FleetStore store = open()) {
      assertThat(store.database().embedded()).isTrue();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsNamed() throws Exception {
    Files.writeString(directory.resolve("fleet.mv.db"), "no database".repeat(1000));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.toString());
  }

  @Test
  void aPasswordInTheAddressIsRefused() {
    assertThatThrownBy(
            () ->
                new StoreSettings(
                    directory,
                    Optional.of("jdbc:postgresql://h/d?password=x"),
                    "u",
                    Optional.empty()))
        .hasMessageContaining("storePasswordFile");
    assertThatThrownBy(
            () ->
                new StoreSettings(
                    directory, Optional.of("jdbc:mysql://h/d"), "u", Optional.empty()))
        .hasMessageContaining("jdbc:postgresql:");
  }
}
