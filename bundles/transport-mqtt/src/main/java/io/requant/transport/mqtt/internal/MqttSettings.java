package io.requant.transport.mqtt.internal;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * One connection.
 *
 * @param name name of the connection
 * @param url tcp://host:port, for loopback only, or ssl://host:port
 * @param clientId fixed id: the broker knows the session by it
 * @param tls key stores; needed for ssl
 * @param will what the broker says when this client is gone
 * @param sessionExpiry how long the broker keeps the session
 * @param keepAlive longest silence before a ping
 * @param connectTimeout longest time to connect
 * @param stuckAfter an acknowledgement that takes longer means that the client is stuck
 * @param reconnectBase bound of the first random delay; doubles with every failure
 * @param reconnectMax largest bound
 * @param receiveMaximum messages in flight, each way
 * @param maximumPacketSize largest packet accepted and sent, in bytes
 * @param queueLimit most messages that wait to be published
 */
public record MqttSettings(
    String name,
    URI url,
    String clientId,
    Optional<TlsFiles> tls,
    Optional<Will> will,
    Duration sessionExpiry,
    Duration keepAlive,
    Duration connectTimeout,
    Duration stuckAfter,
    Duration reconnectBase,
    Duration reconnectMax,
    int receiveMaximum,
    int maximumPacketSize,
    int queueLimit) {

  /** Checks that nothing is sent unencrypted beyond this machine. */
  public MqttSettings {
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("clientId is needed: the broker knows the session by it");
    }
    if (receiveMaximum < 1 || receiveMaximum > 65_535) {
      throw new IllegalArgumentException("receiveMaximum " + receiveMaximum + "; 1..65535");
    }
    if (maximumPacketSize < 1024 || queueLimit < 1) {
      throw new IllegalArgumentException(
          "maximumPacketSize " + maximumPacketSize + " (least 1024), queueLimit " + queueLimit);
    }
    checkUrl(url, tls);
  }

  private static void checkUrl(URI url, Optional<TlsFiles> tls) {
    String scheme = String.valueOf(url.getScheme());
    if (url.getHost() == null || url.getPort() < 1) {
      throw new IllegalArgumentException(
          "url '" + url + "': tcp://host:port or ssl://host:port is needed");
    }
    switch (scheme) {
      case "tcp" -> {
        if (!isLoopback(url.getHost())) {
          throw new IllegalArgumentException(
              "url '" + url + "' is not encrypted; beyond loopback only ssl:// is possible");
        }
      }
      case "ssl" -> {
        if (tls.isEmpty()) {
          throw new IllegalArgumentException(
              "url '" + url + "' needs keyStore, trustStore and passwordFile");
        }
      }
      default ->
          throw new IllegalArgumentException("url '" + url + "': tcp:// or ssl:// is possible");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host '" + host + "' is not known", e);
    }
  }
}
