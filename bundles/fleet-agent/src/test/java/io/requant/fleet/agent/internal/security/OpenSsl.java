package io.requant.fleet.agent.internal.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command openssl. */
final class OpenSsl {

  private OpenSsl() {}

  /**
   * Tries a TLS connection to a port of this machine.
   *
   * @param certificate file name of a certificate and key, without extension
   * @return what it says
   */
  static String connect(Path folder, int port, Optional<Path> certificate) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
    command.addAll(List.of("-CAfile", folder.resolve("ca.pem").toString(), "-quiet"));
    certificate.ifPresent(
        file -> command.addAll(List.of("-cert", file + ".pem", "-key", file + ".key")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
