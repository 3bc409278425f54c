package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.transport.OutboundMessage;
import io.requant.fleet.controller.internal.rest.FleetServer;
import io.requant.fleet.controller.internal.rest.Tokens;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.testing.TestCase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestTest {

  private static final Policy GOOD = TestCase.of(7).policy();
  private static final Policy NEXT = TestCase.of(8).policy();

  @TempDir Path directory;
  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final HttpClient client = HttpClient.newHttpClient();
  private TestSite site;
  private FleetServer server;
  private String token;

  @BeforeEach
  void open() throws Exception {
    site = new TestSite(directory, 50, clock);
    server = new FleetServer(site);
    token = Tokens.first(site.tokenFile);
  }

  @AfterEach
  void close() {
    server.close();
    site.close();
  }

  private static String base64(Policy policy) {
    return Base64.getEncoder().encodeToString(PolicyCodec.encode(policy));
  }

  private HttpResponse<String> send(String method, String path, String body, String bearer)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (!bearer.isEmpty()) {
      request.header("Authorization", "Bearer " + bearer);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private JsonNode ask(String method, String path, String body, int status) throws Exception {
    HttpResponse<String> answer = send(method, "/api/v1" + path, body, token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode json = new ObjectMapper().readTree(answer.body());
    if (status >= 400) {
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(json.path("status").asInt()).isEqualTo(status);
      assertThat(json.path("detail").asText()).isNotBlank();
    }
    return json;
  }

  private void step() throws Exception {
    site.fleet.follow();
    clock.pass(Duration.ofSeconds(1));
    site.controller.tick();
  }

  @Test
  void aRolloutIsBegunWatchedAndItsGatewaysAreExplained() throws Exception {
    site.fleet.connect();
    ask("PUT", "/rings/all/desired", "{\"policy\":\"" + base64(GOOD) + "\"}", 200);
    step();
    JsonNode begun =
        ask(
            "POST",
            "/rollouts",
            "{\"ring\":\"all\",\"policy\":\"%s\",\"plan\":{\"waves\":[3000,10000]}}"
                .formatted(base64(NEXT)),
            201);
    String id = begun.path("id").asText();
    assertThat(begun.path("createdBy").asText()).isEqualTo("operator");
    for (int i = 0; i < 10; i++) {
      step();
    }
    JsonNode done = ask("GET", "/rollouts/" + id, "", 200);
    assertThat(done.path("state").asText()).isEqualTo("COMPLETED");
    assertThat(done.path("counts").path("converged").asInt()).isEqualTo(50);
    assertThat(ask("GET", "/fleet", "", 200).path("rings").path("all").path("gateways").asInt())
        .isEqualTo(50);
    JsonNode gateway = ask("GET", "/gateways/gw-7", "", 200);
    assertThat(gateway.path("standing").asText()).isEqualTo("CONVERGED");
    assertThat(gateway.path("rollout").asText()).isEqualTo(id);
    assertThat(gateway.path("history")).isNotEmpty();
    assertThat(ask("GET", "/audit?limit=3", "", 200)).hasSize(3);
    ask("POST", "/rollouts/" + id + "/rollback", "", 200);
    ask("POST", "/rollouts/" + id + "/pause", "", 409);
  }

  @Test
  void aGatewayIsCommandedAndItsAnswerIsFound() throws Exception {
    site.fleet.connect();
    String commands = "/gateways/gw-7/commands";
    JsonNode given = ask("POST", commands, "{\"command\":\"REPORT\",\"validSec\":60}", 200);
    OutboundMessage message = site.transport.published.get(0);
    assertThat(message.topic()).isEqualTo(new Topics("acme").command("gw-7"));
    assertThat(message.expiry()).contains(Duration.ofSeconds(60));
    assertThat(message.retained()).isFalse();
    assertThat(given.path("expires").asText()).isEqualTo("2026-01-02T03:05:05Z");

    String path = commands + "/" + given.path("id").asText();
    assertThat(ask("GET", path, "", 200).path("answered").asBoolean()).isFalse();
    step();
    JsonNode answer = ask("GET", path, "", 200);
    assertThat(answer.path("answered").asBoolean()).isTrue();
    assertThat(answer.path("message").asText()).isEqualTo("did REPORT");
    step();
    assertThat(ask("GET", "/gateways/gw-7", "", 200).path("history").toString())
        .as("once, however often the gateway reports")
        .containsOnlyOnce(given.path("id").asText());
    assertThat(ask("GET", commands + "/cmd-1", "", 200).path("answered").asBoolean()).isFalse();
    JsonNode entry = ask("GET", "/audit?limit=1", "", 200).path(0);
    assertThat(entry.path("who").asText()).isEqualTo("operator");
    assertThat(entry.path("event").asText()).isEqualTo("command");
    assertThat(entry.path("subject").asText()).isEqualTo("gw-7");
    assertThat(entry.path("detail").asText()).contains(given.path("id").asText(), "REPORT");
  }

  @Test
  void aPolicyIsOrderedByAddress() throws Exception {
    String url = "https://a.example/p.rqp";
    String options = "{\"urls\":[\"" + url + "\"]}";
    ask(
        "PUT",
        "/rings/all/desired",
        "{\"policy\":\"%s\",\"options\":%s}".formatted(base64(GOOD), options),
        200);
    assertThat(
            SignedDesired.open(
                    site.transport.published.get(0).payload(),
                    65_000,
                    new TrustedKeys(List.of(site.key.publicKey())))
                .desired()
                .policy()
                .orElseThrow()
                .urls())
        .containsExactly(URI.create(url));
    String rollout =
        "{\"ring\":\"all\",\"policy\":\"%s\",\"fallback\":\"%s\",\"fallbackUrls\":%s,"
            + "\"options\":%s,\"plan\":{\"waves\":[10000]}}";
    ask(
        "POST",
        "/rollouts",
        rollout.formatted(base64(NEXT), base64(GOOD), "[\"ftp://a.example/\"]", options),
        400);
    ask(
        "POST",
        "/rollouts",
        rollout.formatted(base64(NEXT), base64(GOOD), "[\"" + url + "\"]", options),
        201);
  }

  @Test
  void aCommandThatMakesNoSenseIsRefused() throws Exception {
    site.fleet.connect();
    String commands = "/gateways/gw-7/commands";
    assertThat(ask("POST", commands, "{\"command\":\"REBOOT\"}", 400).path("detail").asText())
        .contains("REBOOT", "RETRY");
    ask("POST", commands, "{}", 400);
    ask("POST", commands, "", 400);
    for (String valid : List.of("0", "-1", "86401", "1.5", "\"10\"", "99999999999")) {
      ask("POST", commands, "{\"command\":\"RETRY\",\"validSec\":" + valid + "}", 400);
    }
    ask("POST", "/gateways/gw-999/commands", "{\"command\":\"RETRY\"}", 404);
    ask("GET", "/gateways/gw-999/commands/cmd-1", "", 404);
    ask("DELETE", commands, "", 405);
    assertThat(site.transport.published).isEmpty();
  }

  @Test
  void commandsOfOneMomentAreNumberedAndWhatAGatewayRefusesIsShown() throws Exception {
    site.fleet.connect();
    String retry = "{\"command\":\"RETRY\"}";
    JsonNode first = ask("POST", "/gateways/gw-7/commands", retry, 200);
    JsonNode second = ask("POST", "/gateways/gw-7/commands", retry, 200);
    assertThat(second.path("number").asLong()).isEqualTo(first.path("number").asLong() + 1);
    site.fleet.behind.add("gw-7");
    clock.pass(Duration.ofSeconds(1));
    step();
    JsonNode answer = ask("GET", "/gateways/gw-7/commands/" + second.path("id").asText(), "", 200);
    assertThat(answer.path("answered").asBoolean()).isFalse();
    assertThat(answer.path("refusal").asText()).isEqualTo("EXPIRED: too late");
  }

  @Test
  void whileTheStoreIsNotThereItSaysSoAndLives() throws Exception {
    site.ready = false;
    for (String path : new String[] {"/health/ready", "/api/v1/fleet", "/metrics"}) {
      HttpResponse<String> answer = send("GET", path, "", token);
      assertThat(answer.statusCode()).as(path).isEqualTo(503);
      assertThat(answer.body()).contains("store db.example cannot be opened: nobody is there");
    }
    assertThat(send("GET", "/health/live", "", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/api/v1/fleet", "", "").statusCode()).isEqualTo(401);
    site.ready = true;
    assertThat(send("GET", "/health/ready", "", "").statusCode()).isEqualTo(200);
  }

  @Test
  void gatewaysComeInPages() throws Exception {
    site.fleet.connect();
    JsonNode first = ask("GET", "/gateways?limit=30", "", 200);
    assertThat(first.path("gateways")).hasSize(30);
    JsonNode second =
        ask("GET", "/gateways?limit=30&after=" + first.path("next").asText(), "", 200);
    assertThat(second.path("gateways")).hasSize(20);
    assertThat(second.has("next")).isFalse();
    assertThat(ask("GET", "/gateways?standing=EXEMPT&ring=all", "", 200).path("gateways"))
        .hasSize(50);
    assertThat(ask("GET", "/gateways?ring=other", "", 200).path("gateways")).isEmpty();
    ask("GET", "/gateways?limit=0", "", 400);
    ask("GET", "/gateways?limit=9999", "", 400);
    ask("GET", "/gateways?standing=FINE", "", 400);
  }

  @Test
  void whoHasNoTokenSeesNothing() throws Exception {
    for (String path : List.of("/api/v1/fleet", "/metrics", "/api/v1/gateways", "/fleet/x")) {
      assertThat(send("GET", path, "", "").statusCode()).isEqualTo(401);
      HttpResponse<String> wrong = send("GET", path, "", token + "x");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(wrong.headers().firstValue("WWW-Authenticate")).isPresent();
    }
    assertThat(send("POST", "/api/v1/rings/all/halt", "", "").statusCode()).isEqualTo(401);
    assertThat(site.transport.published).isEmpty();
  }

  @Test
  void tokensComeAndGoWithoutARestartAndSomeMayOnlyLook() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(site.tokenFile)))
        .isEqualTo("rw-------");
    String reader = "r".repeat(40);
    Files.writeString(site.tokenFile, "monitor " + reader + " read\n", StandardOpenOption.APPEND);
    assertThat(send("GET", "/metrics", "", reader).statusCode()).isEqualTo(200);
    assertThat(send("POST", "/api/v1/rings/all/halt", "", reader).statusCode()).isEqualTo(403);
    assertThat(send("GET", "/api/v1/fleet", "", token).statusCode()).isEqualTo(200);
    Files.writeString(site.tokenFile, "monitor " + reader + " read\n");
    assertThat(send("GET", "/api/v1/fleet", "", token).statusCode()).isEqualTo(401);
  }

  @Test
  void whatIsWrongIsRefusedWithAReason() throws Exception {
    ask("POST", "/rollouts", "{", 400);
    ask("POST", "/rollouts", "[]", 400);
    ask("POST", "/rollouts", "{\"ring\":\"all\",\"ring\":\"all\"}", 400);
    ask("POST", "/rollouts", "[".repeat(50) + "]".repeat(50), 400);
    ask("POST", "/rollouts", "{\"ring\":\"all\",\"wavse\":1}", 400);
    ask("PUT", "/rings/all/desired", "{\"policy\":\"AAAA\"}", 400);
    ask("PUT", "/rings/all/desired", "{\"policy\":7}", 400);
    ask("PUT", "/rings/a%20b/desired", "{\"policy\":\"AAAA\"}", 404);
    ask("PUT", "/rings/all/desired", " ".repeat(2_900_000), 413);
    String push = "{\"policy\":\"" + base64(NEXT) + "\",\"options\":{\"urls\":%s}}";
    for (String urls :
        List.of("7", "[7]", "[\"http://a.example/p\"]", "[\"\"]", "[\"https://a b/\"]")) {
      ask("PUT", "/rings/all/desired", push.formatted(urls), 400);
    }
    String plan = "{\"ring\":\"all\",\"policy\":\"" + base64(NEXT) + "\",\"plan\":%s}";
    assertThat(
            ask("POST", "/rollouts", plan.formatted("{\"waves\":[500]}"), 400)
                .path("detail")
                .asText())
        .contains("whole ring");
    ask("POST", "/rollouts", plan.formatted("{\"waves\":[\"1\",10000]}"), 400);
    ask("POST", "/rollouts", plan.formatted("{\"waves\":[10000],\"success\":2}"), 400);
    ask("POST", "/rollouts", plan.formatted("{\"waves\":[10000],\"notBefore\":\"now\"}"), 400);
    assertThat(
            ask("POST", "/rollouts", plan.formatted("{\"waves\":[10000]}"), 400)
                .path("detail")
                .asText())
        .contains("fallback");
    ask("GET", "/nothing", "", 404);
    ask("GET", "/gateways/gw-9999", "", 404);
    ask("DELETE", "/fleet", "", 405);
    ask("POST", "/rollouts/ro-1/pause", "", 400);
    assertThat(site.transport.published).isEmpty();
  }

  @Test
  void figuresPagesAndHealthAreServed() throws Exception {
    site.fleet.connect();
    HttpResponse<String> figures = send("GET", "/metrics", "", token);
    assertThat(figures.body())
        .contains("requant_fleet_gateways{ring=\"all\",standing=\"exempt\"} 50")
        .contains("requant_fleet_reports_total 50")
        .contains("requant_fleet_certificates_ending 0")
        .contains("requant_fleet_leads 1");
    for (String path : List.of("/fleet/", "/fleet/app.js", "/fleet/app.css", "/health/live")) {
      HttpResponse<String> page = send("GET", path, "", "");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
    }
    assertThat(send("GET", "/health/ready", "", "").body()).contains("UP");
    site.store.close();
    var unused =
        catchThrowable(
            () -> {
              site.fleet.connect();
              site.controller.tick();
            });
    assertThat(send("GET", "/health/ready", "", "").statusCode()).isEqualTo(503);
  }
}
