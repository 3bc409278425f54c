package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.VerbException;
import io.requant.fleet.controller.internal.rest.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/** A controller that runs in another process. */
final class HttpLink implements Link {

  private static final int CONNECT_MILLIS = 5000;
  private static final int READ_MILLIS = 60_000;
  private static final int MAX_ANSWER = 64 << 20;

  private final URI address;
  private final String token;
  private final Optional<SSLContext> tls;

  /**
   * A link.
   *
   * @param address {@code http://} on the loopback interface, or {@code https://}
   * @param token shown to the controller
   * @param tls keys for {@code https}; empty for those of the platform
   */
  HttpLink(URI address, String token, Optional<SSLContext> tls) {
    this.address = address;
    this.token = token;
    this.tls = tls;
    boolean plain = "http".equals(address.getScheme());
    if (address.getHost() == null || !(plain || "https".equals(address.getScheme()))) {
      throw new VerbException("'" + address + "' is no address such as http://127.0.0.1:8630");
    }
    if (plain && !loopback(address.getHost())) {
      throw new VerbException(
          "'" + address + "' would show the token to the network: beyond loopback use https");
    }
  }

  private static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public Reply call(String method, String path, byte[] body) {
    try {
      URI uri = URI.create(address.toString().replaceAll("/+$", "") + "/api/v1" + path);
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      if (connection instanceof HttpsURLConnection secure && tls.isPresent()) {
        secure.setSSLSocketFactory(tls.get().getSocketFactory());
      }
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setRequestMethod(method);
      connection.setRequestProperty("Authorization", "Bearer " + token);
      connection.setRequestProperty("Accept", "application/json, application/problem+json");
      if (body.length > 0) {
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body);
        }
      }
      return answer(connection);
    } catch (ConnectException e) {
      throw new VerbException(
          "no controller listens on "
              + address
              + ": start ./requant controller, or name another one with --url",
          e);
    } catch (IOException | IllegalArgumentException e) {
      throw new VerbException("controller " + address + ": " + e.getMessage(), e);
    }
  }

  private Reply answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      byte[] content = in == null ? new byte[0] : in.readNBytes(MAX_ANSWER);
      String type = Optional.ofNullable(connection.getContentType()).orElse("");
      if (!type.contains("json")) {
        throw new IOException("HTTP " + status + " without JSON: is this a Requant controller?");
      }
      JsonNode json = new ObjectMapper().readTree(content);
      return new Reply(status, type, json);
    }
  }
}
