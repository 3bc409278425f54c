package io.requant.broker.embedded.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Key stores of the broker, PKCS#12.
 *
 * @param keyStore the broker's certificate and key
 * @param trustStore who signs the certificates of clients
 * @param passwordFile its first line is the password of both
 */
public record TlsFiles(Path keyStore, Path trustStore, Path passwordFile) {

  /** Checks that the files can be read. */
  public TlsFiles {
    for (Path file : new Path[] {keyStore, trustStore, passwordFile}) {
      if (!Files.isReadable(file)) {
        throw new IllegalArgumentException(file + " cannot be read; TLS needs it");
      }
    }
  }

  /** Reads the password. */
  String password() {
    try (var lines = Files.lines(passwordFile)) {
      return lines
          .findFirst()
          .filter(line -> !line.isBlank())
          .orElseThrow(
              () -> new IllegalArgumentException(passwordFile + " has no password in line 1"));
    } catch (IOException e) {
      throw new IllegalArgumentException(passwordFile + " cannot be read", e);
    }
  }
}
