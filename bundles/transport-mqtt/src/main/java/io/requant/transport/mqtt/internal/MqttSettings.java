package io.requant.transport.mqtt.internal;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One connection.
 *
 * @param name name of the connection
 * @param urls brokers in the order in which they are tried: tcp://host:port, for loopback only, or
 *     ssl://host:port
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
 * @param certificateCheck how often to look whether the key stores have changed
 */
public record MqttSettings(
    String name,
    List<URI> urls,
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
    int queueLimit,
    Duration certificateCheck) {

  private static final int MAX_BROKERS = 16;
  private static final Duration USUAL_CHECK = Duration.ofSeconds(10);

  /** A connection to one broker, with key stores that are looked at as often as usual. */
  public MqttSettings(
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
    this(
        name,
        List.of(url),
        clientId,
        tls,
        will,
        sessionExpiry,
        keepAlive,
        connectTimeout,
        stuckAfter,
        reconnectBase,
        reconnectMax,
        receiveMaximum,
        maximumPacketSize,
        queueLimit,
        USUAL_CHECK);
  }

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
    urls = List.copyOf(urls);
    if (urls.isEmpty() || urls.size() > MAX_BROKERS || Set.copyOf(urls).size() < urls.size()) {
      throw new IllegalArgumentException(
          "url " + urls + ": 1.." + MAX_BROKERS + " different addresses are needed");
    }
    if (certificateCheck.toMillis() < 1) {
      throw new IllegalArgumentException("certificateCheck " + certificateCheck + "; least 1 ms");
    }
    urls.forEach(url -> checkUrl(url, tls));
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
