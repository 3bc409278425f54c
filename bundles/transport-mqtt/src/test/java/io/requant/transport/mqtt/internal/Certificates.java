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
    authority("ca");
    authority("stranger");
    certificate("broker", "ca", "SAN=IP:127.0.0.1,DNS:localhost");
    certificate("gateway", "ca", "EKU=clientAuth");
    certificate("intruder", "stranger", "EKU=clientAuth");
    trust("ca");
    trust("stranger");
  }

  Path store(String name) {
    return directory.resolve(name + ".p12");
  }

  Path password() {
    return directory.resolve("password");
  }

  private void authority(String name) throws Exception {
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
        "bc:c",
        "-keystore",
        store(name).toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        name,
        "-keystore",
        store(name).toString(),
        "-file",
        directory.resolve(name + ".pem").toString());
  }

  private void certificate(String name, String authority, String extension) throws Exception {
    String request = directory.resolve(name + ".csr").toString();
    String signed = directory.resolve(name + ".pem").toString();
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
        "-keystore",
        store(name).toString());
    keytool("-certreq", "-alias", name, "-keystore", store(name).toString(), "-file", request);
    keytool(
        "-gencert",
        "-alias",
        authority,
        "-keystore",
        store(authority).toString(),
        "-infile",
        request,
        "-outfile",
        signed,
        "-rfc",
        "-ext",
        extension);
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        authority,
        "-keystore",
        store(name).toString(),
        "-file",
        directory.resolve(authority + ".pem").toString());
    keytool("-importcert", "-alias", name, "-keystore", store(name).toString(), "-file", signed);
  }

  private void trust(String authority) throws Exception {
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        authority,
        "-keystore",
        store("trust-" + authority).toString(),
        "-file",
        directory.resolve(authority + ".pem").toString());
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
