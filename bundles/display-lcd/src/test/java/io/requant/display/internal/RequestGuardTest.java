package io.requant.display.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.display.internal.RequestGuard.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {

  private final RequestGuard guard = new RequestGuard(List.of("Gateway-7.local"));

  private int status(String method, String host) {
    return guard
        .check(new Request(method, host, null, null))
        .map(RequestGuard.Refusal::status)
        .orElse(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LOCALHOST:1",
        "127.0.0.1:8080",
        "[::1]:8080",
        "[::1]",
        "gateway-7.LOCAL:80"
      })
  void names_of_this_machine_and_configured_ones_are_answered(String host) {
    assertThat(status("GET", host)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "localhost.",
        "[::2]",
        "0.0.0.0:8080",
        "gateway-7"
      })
  void other_names_are_refused_as_dns_rebinding_uses_them(String host) {
    assertThat(status("GET", host)).isEqualTo(403);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost:",
        "localhost:999999",
        "localhost:80:80",
        "user@localhost",
        "localhost/",
        "local host",
        "[::1",
        "::1"
      })
  void what_is_no_host_is_a_bad_request(String host) {
    assertThat(status("GET", host)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "get", "BREW"})
  void only_get_is_allowed(String method) {
    assertThat(status(method, "localhost")).isEqualTo(405);
  }

  @Test
  void background_requests_of_other_sites_are_refused_but_links_are_followed() {
    assertThat(guard.check(new Request("GET", "localhost", "cross-site", "no-cors"))).isPresent();
    assertThat(guard.check(new Request("GET", "localhost", "cross-site", "cors"))).isPresent();
    assertThat(guard.check(new Request("GET", "localhost", "cross-site", "navigate"))).isEmpty();
    assertThat(guard.check(new Request("GET", "localhost", "same-origin", "cors"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "host:80", "http://host", "", "a b"})
  void configured_hosts_that_are_none_are_refused(String host) {
    assertThatThrownBy(() -> new RequestGuard(List.of(host)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowedHosts");
  }
}
