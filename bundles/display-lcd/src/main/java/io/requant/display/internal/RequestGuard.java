package io.requant.display.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says which requests the live page answers.
 *
 * <p>Only reading ones, only under names that are this machine's, and none that another site's page
 * makes in the background. The second is what stops DNS rebinding: a hostile page may make its own
 * name resolve to 127.0.0.1, but the browser then still sends that name as Host.
 */
final class RequestGuard {

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9.-]{1,253})(?::[0-9]{1,5})?");

  private final Set<String> hosts;

  /**
   * Names the hosts.
   *
   * @param moreHosts names without port under which the page may be reached, besides those of the
   *     loopback interface
   */
  RequestGuard(List<String> moreHosts) {
    Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    for (String host : moreHosts) {
      String name = host.strip().toLowerCase(Locale.ROOT);
      Matcher match = HOST.matcher(name);
      if (!match.matches() || !match.group(1).equals(name)) {
        throw new IllegalArgumentException(
            "allowedHosts: '" + host + "' is no host name without port; [..] around IPv6");
      }
      names.add(name);
    }
    hosts = Set.copyOf(names);
  }

  /**
   * Why a request is refused.
   *
   * @param status HTTP status
   * @param reason one sentence
   */
  record Refusal(int status, String reason) {}

  /**
   * What of a request counts; absent headers are null.
   *
   * @param method HTTP method
   * @param host header Host
   * @param fetchSite header Sec-Fetch-Site
   * @param fetchMode header Sec-Fetch-Mode
   */
  record Request(String method, String host, String fetchSite, String fetchMode) {}

  /** Why a request is refused, if it is. */
  Optional<Refusal> check(Request request) {
    if (!request.method().equals("GET")) {
      return Optional.of(new Refusal(405, "this page can only be read: use GET"));
    }
    Matcher match = HOST.matcher(request.host() == null ? "" : request.host());
    if (!match.matches()) {
      return Optional.of(new Refusal(400, "the request has no valid Host header"));
    }
    if (!hosts.contains(match.group(1).toLowerCase(Locale.ROOT))) {
      return Optional.of(
          new Refusal(
              403,
              "this host name is not one of this gateway's; add it to allowedHosts in"
                  + " io.requant.display.web"));
    }
    boolean foreign =
        "cross-site".equals(request.fetchSite()) && !"navigate".equals(request.fetchMode());
    return foreign
        ? Optional.of(new Refusal(403, "another site's page may not read this one"))
        : Optional.empty();
  }
}
