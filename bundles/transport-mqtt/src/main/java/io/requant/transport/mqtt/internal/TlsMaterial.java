package io.requant.transport.mqtt.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A certificate with its key and the authorities that are trusted, as they were once read. */
final class TlsMaterial {

  private final Path file;
  private final SSLSocketFactory sockets;
  private final PrivateKey key;
  private final List<X509Certificate> chain;
  private final KeyStore trust;

  private TlsMaterial(
      Path file,
      SSLSocketFactory sockets,
      PrivateKey key,
      List<X509Certificate> chain,
      KeyStore trust) {
    this.file = file;
    this.sockets = sockets;
    this.key = key;
    this.chain = chain;
    this.trust = trust;
  }

  /**
   * Reads it.
   *
   * @throws IOException naming the file that is missing, damaged or has another password
   */
  static TlsMaterial of(TlsFiles.Content content) throws IOException {
    TlsFiles files = content.files();
    char[] password = password(content);
    KeyStore keys = load(files.keyStore(), content.keyStore(), password);
    KeyStore trust = load(files.trustStore(), content.trustStore(), password);
    try {
      KeyManagerFactory keyManagers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(keys, password);
      TrustManagerFactory trustManagers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trustManagers.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
      String alias = keyAlias(files.keyStore(), keys);
      List<X509Certificate> chain = new ArrayList<>();
      for (var certificate : keys.getCertificateChain(alias)) {
        chain.add((X509Certificate) certificate);
      }
      return new TlsMaterial(
          files.keyStore(),
          context.getSocketFactory(),
          (PrivateKey) keys.getKey(alias, password),
          chain,
          trust);
    } catch (GeneralSecurityException | ClassCastException e) {
      throw new IOException(
          files.keyStore() + " or " + files.trustStore() + ": " + e.getMessage(), e);
    }
  }

  private static char[] password(TlsFiles.Content content) throws IOException {
    return new String(content.password(), StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .filter(line -> !line.isBlank())
        .orElseThrow(
            () -> new IOException(content.files().passwordFile() + " has no password in line 1"))
        .toCharArray();
  }

  private static KeyStore load(Path file, byte[] content, char[] password) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password);
      return store;
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(file + ": no PKCS#12 store with this password", e);
    }
  }

  private static String keyAlias(Path file, KeyStore keys)
      throws IOException, GeneralSecurityException {
    List<String> found = new ArrayList<>();
    for (String alias : Collections.list(keys.aliases())) {
      if (keys.isKeyEntry(alias)) {
        found.add(alias);
      }
    }
    if (found.size() != 1) {
      throw new IOException(file + ": has " + found.size() + " private keys; one is needed");
    }
    return found.get(0);
  }

  /** Makes connections with it. */
  SSLSocketFactory sockets() {
    return sockets;
  }

  /** End of the certificate's validity. */
  Instant notAfter() {
    return chain.get(0).getNotAfter().toInstant();
  }

  /** Whose certificate it is, for the log. */
  String subject() {
    return chain.get(0).getSubjectX500Principal().getName()
        + ", number "
        + chain.get(0).getSerialNumber().toString(16);
  }

  /**
   * Checks it before it takes the place of another.
   *
   * @param now the time of which it has to be valid
   * @param before what is in use; the new certificate has to lead to a trusted authority if that
   *     one does
   * @throws IOException that says what is wrong, naming the file
   */
  void check(Instant now, TlsMaterial before) throws IOException {
    X509Certificate own = chain.get(0);
    if (now.isBefore(own.getNotBefore().toInstant())) {
      throw wrong("its certificate is valid from " + own.getNotBefore().toInstant(), null);
    }
    if (now.isAfter(notAfter())) {
      throw wrong("its certificate expired at " + notAfter(), null);
    }
    if (!keyBelongs()) {
      throw wrong("its key does not belong to its certificate", null);
    }
    if (!own.getSubjectX500Principal().equals(before.chain.get(0).getSubjectX500Principal())) {
      throw wrong(
          "its certificate is of "
              + own.getSubjectX500Principal().getName()
              + ", that in use of "
              + before.chain.get(0).getSubjectX500Principal().getName(),
          null);
    }
    if (before.anchored(now) == null) {
      GeneralSecurityException problem = anchored(now);
      if (problem != null) {
        throw wrong(
            "its certificate leads to no trusted authority: " + problem.getMessage(), problem);
      }
    }
  }

  private IOException wrong(String what, Exception cause) {
    return new IOException(file + ": " + what, cause);
  }

  private boolean keyBelongs() {
    byte[] something = {1, 2, 3};
    try {
      String algorithm =
          switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
          };
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(something);
      byte[] signature = signer.sign();
      signer.initVerify(chain.get(0).getPublicKey());
      signer.update(something);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Why the certificate leads to no authority in the trust store; null if it does. */
  private GeneralSecurityException anchored(Instant now) {
    try {
      PKIXParameters parameters = new PKIXParameters(trust);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      // An authority at the end of the chain is in the trust store, or it does not count.
      List<X509Certificate> path = new ArrayList<>();
      for (X509Certificate certificate : chain) {
        if (trust.getCertificateAlias(certificate) != null) {
          break;
        }
        path.add(certificate);
      }
      if (!path.isEmpty()) {
        CertPathValidator.getInstance("PKIX")
            .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      }
      return null;
    } catch (GeneralSecurityException e) {
      return e;
    }
  }

  /** Whether it is another certificate, or trusts other authorities. */
  boolean differs(TlsMaterial other) {
    return !Arrays.equals(key.getEncoded(), other.key.getEncoded())
        || !chain.equals(other.chain)
        || !authorities().equals(other.authorities());
  }

  private Set<Certificate> authorities() {
    Set<Certificate> all = new HashSet<>();
    try {
      for (String alias : Collections.list(trust.aliases())) {
        all.add(trust.getCertificate(alias));
      }
    } catch (KeyStoreException e) {
      throw new IllegalStateException("a store that was loaded is not", e);
    }
    return all;
  }
}
