package io.requant.fleet.agent.internal.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Who may have signed the certificate of a server that something is fetched from. */
public final class Authorities {

  private Authorities() {}

  /**
   * Reads them.
   *
   * @param store PKCS#12 file with their certificates
   * @param passwordFile its first line is the password of the store
   * @throws IOException naming the file that is missing, damaged or has another password
   */
  public static SSLContext of(Path store, Path passwordFile) throws IOException {
    char[] password = Files.readString(passwordFile).lines().findFirst().orElse("").toCharArray();
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(in, password);
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IOException(
          store + ": no PKCS#12 store of authorities with the password in " + passwordFile, e);
    }
  }
}
