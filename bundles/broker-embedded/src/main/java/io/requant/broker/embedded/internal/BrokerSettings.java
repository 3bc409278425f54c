package io.requant.broker.embedded.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where the broker listens and keeps its data.
 *
 * @param host address to listen on; anything but loopback needs TLS
 * @param port port to listen on; 0 for any that is free
 * @param dataDirectory sessions, retained and waiting messages
 * @param tls key stores; then every client must show a certificate
 * @param controllers common names of controllers' certificates; any other name is a gateway's id
 */
public record BrokerSettings(
    String host, int port, Path dataDirectory, Optional<TlsFiles> tls, Set<String> controllers) {

  /** With one controller, whose certificate says {@code controller}. */
  public BrokerSettings(String host, int port, Path dataDirectory, Optional<TlsFiles> tls) {
    this(host, port, dataDirectory, tls, Set.of("controller"));
  }

  /** Checks that nobody is let in by accident. */
  public BrokerSettings {
    controllers = Set.copyOf(controllers);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + "; 0..65535 is possible");
    }
    if (tls.isEmpty() && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "broker on "
              + host
              + " without TLS would let anyone in; set keyStore, trustStore and passwordFile, or"
              + " listen on 127.0.0.1");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return !host.isBlank() && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host '" + host + "' is not known", e);
    }
  }
}
