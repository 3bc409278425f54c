package io.requant.transport.mqtt.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates by the script that we ship in docs/operations/mosquitto. */
final class FleetAuthority {

  private static final Path SCRIPT =
      Path.of("../../docs/operations/mosquitto/certificates").toAbsolutePath();
  private final Path folder;

  /** An authority with certificates for some names. */
  FleetAuthority(Path folder, String... names) throws IOException, InterruptedException {
    this.folder = folder;
    issue(names);
  }

  /** Makes certificates, anew if there are some of these names. */
  void issue(String... names) throws IOException, InterruptedException {
    issue(365, names);
  }

  /** The same, valid for so many days. */
  void issue(int days, String... names) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), folder.toString()));
    command.addAll(List.of(names));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DAYS", String.valueOf(days));
    String tools = Path.of(System.getProperty("java.home"), "bin").toString();
    builder.environment().merge("PATH", tools, (old, own) -> own + ":" + old);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }

  Path store(String name) {
    return folder.resolve(name + ".p12");
  }

  Path password() {
    return folder.resolve("password");
  }

  TlsFiles files(String name) {
    return new TlsFiles(store(name), store("trust"), password());
  }

  /** Puts a store in the place of another, as a whole. */
  static void replace(Path target, Path by) throws IOException {
    Path beside = target.resolveSibling(target.getFileName() + ".new");
    Files.copy(by, beside, StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A store with the key of one and the certificate of another. */
  Path mixed(String key, String certificate) throws IOException, GeneralSecurityException {
    char[] password = Files.readString(password()).strip().toCharArray();
    Key itsKey = load(key, password).getKey(key, password);
    Certificate[] chain = load(certificate, password).getCertificateChain(certificate);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    store.setKeyEntry("mixed", itsKey, password, chain);
    Path file = folder.resolve("mixed.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password);
    }
    return file;
  }

  private KeyStore load(String name, char[] password) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(name))) {
      store.load(in, password);
    }
    return store;
  }
}
