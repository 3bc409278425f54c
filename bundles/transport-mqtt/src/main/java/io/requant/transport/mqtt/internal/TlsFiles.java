package io.requant.transport.mqtt.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Key stores of a connection, PKCS#12. They are read at every connection, so a renewed certificate
 * is used from the next one on.
 *
 * @param keyStore this client's certificate and key
 * @param trustStore who signs the broker's certificate
 * @param passwordFile its first line is the password of both
 */
public record TlsFiles(Path keyStore, Path trustStore, Path passwordFile) {

  /**
   * Reads the stores.
   *
   * @throws IOException naming the file that is missing, damaged or has another password
   */
  SSLSocketFactory socketFactory() throws IOException {
    char[] password = password();
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(load(keyStore, password), password);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(load(trustStore, password));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IOException(keyStore + " or " + trustStore + ": " + e.getMessage(), e);
    }
  }

  private char[] password() throws IOException {
    try (var lines = Files.lines(passwordFile)) {
      return lines
          .findFirst()
          .filter(line -> !line.isBlank())
          .orElseThrow(() -> new IOException(passwordFile + " has no password in line 1"))
          .toCharArray();
    }
  }

  private static KeyStore load(Path file, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    } catch (IOException e) {
      throw new IOException(file + ": no PKCS#12 store with this password", e);
    }
    return store;
  }
}
