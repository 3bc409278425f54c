package io.requant.fleet.controller.internal.rest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One key with its certificate, for both sides of a test, made by keytool. */
public final class TlsFiles {

  private static final String PASSWORD = "only-for-this-test";

  public final Path keys;
  public final Path trust;
  public final Path password;

  /** For the loopback interface. */
  public TlsFiles(Path directory) throws IOException, InterruptedException {
    this(directory, "127.0.0.1");
  }

  /** For an address beside {@code localhost}. */
  public TlsFiles(Path directory, String address) throws IOException, InterruptedException {
    keys = directory.resolve("keys.p12");
    trust = directory.resolve("trust.p12");
    password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    Path certificate = directory.resolve("anna.crt");
    keytool(
        "-genkeypair",
        "-keystore",
        keys.toString(),
        "-alias",
        "anna",
        "-dname",
        "CN=anna",
        "-keyalg",
        "EC",
        "-validity",
        "2",
        "-ext",
        "san=ip:" + address + ",dns:localhost");
    keytool(
        "-exportcert",
        "-keystore",
        keys.toString(),
        "-alias",
        "anna",
        "-file",
        certificate.toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-keystore",
        trust.toString(),
        "-alias",
        "anna",
        "-file",
        certificate.toString());
  }

  /** The password of both stores. */
  public String secret() {
    return PASSWORD;
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of(arguments));
    words.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool failed: " + words.subList(1, words.size() - 2));
    }
  }
}
