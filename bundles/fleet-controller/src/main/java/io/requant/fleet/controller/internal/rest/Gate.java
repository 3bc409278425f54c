package io.requant.fleet.controller.internal.rest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides who is let in: on the loopback interface with a token, elsewhere with a token and a
 * client certificate that the server has verified.
 */
final class Gate {

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9.-]{1,253})(?::[0-9]{1,5})?");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String BEARER = "Bearer ";

  private final Tokens tokens;

  Gate(Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * What of a request counts; absent headers are null.
   *
   * @param method HTTP method
   * @param localAddress address that the request came to
   * @param host header Host
   * @param authorization header Authorization
   * @param certificate subject of the verified client certificate; null if there is none
   */
  record Visitor(
      String method, String localAddress, String host, String authorization, String certificate) {}

  /** Somebody is let in, or a problem says why not. */
  record Verdict(String who, Reply problem) {

    private static Verdict refused(int status, String detail) {
      return new Verdict("", Reply.problem(status, detail));
    }

    boolean letIn() {
      return problem == null;
    }
  }

  /** Decides on what everybody on the machine may see: pages without content, health. */
  Verdict open(Visitor visitor) {
    boolean loopback = loopback(visitor.localAddress());
    if (!loopback && visitor.certificate() == null) {
      return Verdict.refused(
          403, "beyond the loopback interface a client certificate is needed (see the README)");
    }
    Matcher match = HOST.matcher(visitor.host() == null ? "" : visitor.host());
    if (!match.matches()) {
      return Verdict.refused(400, "the request has no valid Host header");
    }
    // A hostile page may make its own name resolve to 127.0.0.1; the browser still sends that name.
    if (loopback && !LOOPBACK.contains(match.group(1).toLowerCase(Locale.ROOT))) {
      return Verdict.refused(403, "this host name is not one of the loopback interface");
    }
    return new Verdict("", null);
  }

  /** Decides on everything else. */
  Verdict check(Visitor visitor) throws IOException {
    Verdict open = open(visitor);
    if (!open.letIn()) {
      return open;
    }
    String authorization = visitor.authorization();
    if (authorization == null || !authorization.startsWith(BEARER)) {
      return Verdict.refused(401, "the request has no bearer token");
    }
    Optional<Tokens.Holder> holder =
        tokens.holder(authorization.substring(BEARER.length()).strip());
    if (holder.isEmpty()) {
      return Verdict.refused(401, "the token is not known here");
    }
    if (!holder.get().mayOrder() && !visitor.method().equals("GET")) {
      return Verdict.refused(403, holder.get().name() + " may only look");
    }
    String who = holder.get().name();
    return new Verdict(
        visitor.certificate() == null ? who : who + " (" + visitor.certificate() + ")", null);
  }

  private static boolean loopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
