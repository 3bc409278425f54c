package io.requant.transport.mqtt.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Key stores for a broker and its clients, made by the JDK's keytool. */
final class Certificates {

  private static final String PASSWORD = "not-a-secret";

  private final Path directory;

  Certificates(Path directory) throws Exception {
    this.directory = directory;
    Files.writeString(password(), PASSWORD + "\n");
    certificate("broker", "SAN=IP:127.0.0.1,DNS:localhost");
    certificate("gateway", "EKU=clientAuth");
    certificate("controller", "EKU=clientAuth");
    certificate("intruder", "EKU=clientAuth");
    trust("fleet", "broker");
    trust("fleet", "gateway");
    trust("fleet", "controller");
    trust("strangers", "intruder");
  }

  Path store(String name) {
    return directory.resolve(name + ".p12");
  }

  Path password() {
    return directory.resolve("password");
  }

  private void certificate(String name, String extension) throws Exception {
    String store = store(name).toString();
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-dname",
        "CN=" + name,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-ext",
        extension,
        "-keystore",
        store);
    keytool("-exportcert", "-rfc", "-alias", name, "-keystore", store, "-file", file(name));
  }

  private void trust(String store, String name) throws Exception {
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        name,
        "-keystore",
        store("trust-" + store).toString(),
        "-file",
        file(name));
  }

  private String file(String name) {
    return directory.resolve(name + ".pem").toString();
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command + ": " + output);
    }
  }
}
