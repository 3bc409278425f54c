package io.requant.fleet.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreFilesTest {

  @TempDir Path directory;

  @Test
  void aKeyIsReadAsItWasMade() throws IOException {
    SigningKey made = KeyStoreFiles.create(directory);
    assertThat(KeyStoreFiles.read(directory).id()).isEqualTo(made.id());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve(KeyStoreFiles.PRIVATE))))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyIsNeverOverwritten() throws IOException {
    KeyStoreFiles.create(directory);
    assertThatThrownBy(() -> KeyStoreFiles.create(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists");
  }

  @Test
  void aPrivateKeyThatOthersCanReadIsRefused() throws IOException {
    KeyStoreFiles.create(directory);
    Files.setPosixFilePermissions(
        directory.resolve(KeyStoreFiles.PRIVATE), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> KeyStoreFiles.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void halvesOfDifferentPairsAreRefused() throws IOException {
    KeyStoreFiles.create(directory);
    KeyStoreFiles.create(directory.resolve("other"));
    Files.move(
        directory.resolve("other").resolve(KeyStoreFiles.PUBLIC),
        directory.resolve(KeyStoreFiles.PUBLIC),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> KeyStoreFiles.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("belongs");
  }

  @Test
  void trustedKeysAreNamedByTheirId() throws IOException {
    Path trusted = directory.resolve("trusted");
    assertThat(KeyStoreFiles.readTrusted(trusted).ids()).isEmpty();
    Path file = KeyStoreFiles.trust(trusted, Samples.key(1).publicKey());
    KeyStoreFiles.trust(trusted, Samples.key(2).publicKey());
    assertThat(KeyStoreFiles.readTrusted(trusted).ids())
        .containsExactlyInAnyOrder(Samples.key(1).id().hex(), Samples.key(2).id().hex());
    Files.move(file, trusted.resolve("0000000000000000.pem"));
    assertThatThrownBy(() -> KeyStoreFiles.readTrusted(trusted))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rename");
  }

  @Test
  void whatIsNoKeyIsRefusedByName() throws IOException {
    for (String text :
        new String[] {
          "",
          "-----BEGIN PUBLIC KEY-----",
          "-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----",
          "-----BEGIN PUBLIC KEY-----\n!!!\n-----END PUBLIC KEY-----",
          "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
          "x".repeat(5000)
        }) {
      Path file = Files.writeString(directory.resolve("bad.pem"), text);
      assertThatThrownBy(() -> KeyStoreFiles.readPublic(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("bad.pem");
    }
  }
}
