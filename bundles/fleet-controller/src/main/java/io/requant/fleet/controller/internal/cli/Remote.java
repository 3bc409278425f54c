package io.requant.fleet.controller.internal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.api.command.VerbException;
import io.requant.fleet.controller.internal.rest.Call;
import io.requant.fleet.controller.internal.rest.Reply;
import io.requant.fleet.controller.internal.rest.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Option;

/** Where the controller is and how to show who asks: options of every verb that asks one. */
final class Remote {

  private static final String DEFAULT_URL = "http://127.0.0.1:8630";
  private static final String DEFAULT_TOKENS = ".run/controller/fleet/api-tokens";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "address of the controller (default: the one of this process, or " + DEFAULT_URL + ")")
  private URI url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "its first token is shown (default: " + DEFAULT_TOKENS + ")")
  private Path tokenFile;

  @Option(
      names = "--key-store",
      paramLabel = "FILE",
      description = "PKCS#12 file with the client certificate, for https")
  private Path keyStore;

  @Option(
      names = "--trust-store",
      paramLabel = "FILE",
      description = "PKCS#12 file with what to trust, for https")
  private Path trustStore;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "its first line is the password of both")
  private Path passwordFile;

  /** Asks, and fails with what the controller says is wrong. */
  JsonNode ask(FleetVerb fleet, String method, String path, byte[] body) {
    Reply reply = link(fleet).call(method, path, body);
    if (!reply.good()) {
      throw new VerbException(reply.json().path("detail").asText("HTTP " + reply.status()));
    }
    return reply.json();
  }

  /** Asks without content. */
  JsonNode ask(FleetVerb fleet, String method, String path) {
    return ask(fleet, method, path, new byte[0]);
  }

  private Link link(FleetVerb fleet) {
    if (url == null && fleet.here().isPresent()) {
      return (method, path, body) ->
          fleet.here().get().answer(new Call(method, bare(path), query(path), body, user()));
    }
    try {
      return new HttpLink(
          url == null ? URI.create(DEFAULT_URL) : url, Tokens.first(tokenFile()), tls());
    } catch (IOException | GeneralSecurityException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }

  private static String user() {
    return "shell of " + System.getProperty("user.name", "somebody");
  }

  private static String bare(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static Map<String, String> query(String path) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (path.indexOf('?') >= 0) {
      Arrays.stream(path.substring(path.indexOf('?') + 1).split("&", -1))
          .map(pair -> pair.split("=", 2))
          .forEach(pair -> parameters.put(pair[0], pair[1]));
    }
    return parameters;
  }

  /** Address that the verb uses, for people. */
  String address() {
    return url == null ? DEFAULT_URL : url.toString();
  }

  /** The file whose first token is shown. */
  Path tokenFile() {
    return tokenFile == null
        ? Path.of(System.getProperty("requant.home", ".")).resolve(DEFAULT_TOKENS)
        : tokenFile;
  }

  private Optional<SSLContext> tls() throws IOException, GeneralSecurityException {
    if (keyStore == null && trustStore == null) {
      return Optional.empty();
    }
    if (keyStore == null || trustStore == null || passwordFile == null) {
      throw new VerbException("--key-store, --trust-store and --password-file go together");
    }
    char[] password =
        Files.readString(passwordFile, StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("")
            .toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(keyStore, password), password);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(load(trustStore, password));
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return Optional.of(context);
  }

  private static KeyStore load(Path file, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    return store;
  }
}
