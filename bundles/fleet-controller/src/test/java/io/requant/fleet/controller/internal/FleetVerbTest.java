package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.command.VerbException;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.transport.OutboundMessage;
import io.requant.fleet.controller.internal.cli.FleetVerb;
import io.requant.fleet.controller.internal.rest.FleetServer;
import io.requant.fleet.controller.internal.rest.TlsFiles;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.file.PolicyFile;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.testing.TestCase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FleetVerbTest {

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(FleetVerb verb, String... arguments) {
    return new CommandLine(verb)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (problem, command, parsed) -> {
              assertThat(problem).isInstanceOf(VerbException.class);
              err.write(problem.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  @Test
  void keysAreMadeShownAndTrusted() {
    FleetVerb verb = new FleetVerb(null);
    String keys = directory.resolve("keys").toString();
    String trusted = directory.resolve("trusted").toString();
    assertThat(run(verb, "keys", "init", "--dir", keys)).isZero();
    assertThat(run(verb, "keys", "init", "--dir", keys)).isEqualTo(1);
    assertThat(err.toString()).contains("exists");
    assertThat(run(verb, "keys", "trust", "--key", keys + "/signing-key.pub.pem", "--dir", trusted))
        .isZero();
    assertThat(run(verb, "keys", "show", "--dir", keys)).isZero();
    assertThat(run(verb, "keys", "show", "--dir", trusted)).isZero();
    String id = out.toString().replaceAll("(?s).*signs ([0-9a-f]{16}).*", "$1");
    assertThat(out.toString()).contains("trusted " + id);
  }

  @Test
  void withoutAControllerItSaysHowToGetOne() throws Exception {
    Path tokens = Files.writeString(directory.resolve("tokens"), "x".repeat(40));
    Path file = directory.resolve("p.rqp");
    PolicyFile.write(TestCase.of(7).policy(), file);
    assertThat(
            run(
                new FleetVerb(null),
                "push",
                "--ring",
                "all",
                "--policy",
                file.toString(),
                "--url",
                "http://127.0.0.1:1",
                "--token-file",
                tokens.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("./requant controller");
  }

  @Test
  void aPolicyFileIsPushedAndTheFleetShown() throws Exception {
    Policy policy = TestCase.of(7).policy();
    Path file = directory.resolve("p.rqp");
    PolicyFile.write(policy, file);
    try (TestSite site = new TestSite(directory, 3, Clock.systemUTC())) {
      FleetVerb verb = new FleetVerb(site);
      List<OutboundMessage> published = site.transport.published;
      assertThat(run(verb, "push", "--ring", "all", "--policy", file.toString(), "--frames", "4"))
          .isZero();
      assertThat(out.toString()).contains("message 1.1", "rq/1/acme/ring/all/desired");
      assertThat(
              run(verb, "push", "--gateway", "gw-1", "--policy", file.toString(), "--adapt", "a,b"))
          .isZero();
      assertThat(
              SignedDesired.open(
                      published.get(1).payload(),
                      65_000,
                      new TrustedKeys(List.of(site.key.publicKey())))
                  .desired()
                  .adapt())
          .isEqualTo(AdaptationBounds.named(List.of("a", "b")));
      assertThat(
              run(
                  verb,
                  "push",
                  "--ring",
                  "all",
                  "--policy",
                  file.toString(),
                  "--policy-url",
                  "http://a.example/p.rqp"))
          .isEqualTo(2);
      assertThat(err.toString()).contains("http://a.example/p.rqp", "https://HOST/PATH");
      assertThat(run(verb, "release", "--gateway", "gw-1")).isZero();
      assertThat(run(verb, "halt", "--ring", "all", "--json")).isZero();
      assertThat(out.toString()).contains("\"seq\" : 4");
      assertThat(published).hasSize(4);
      assertThat(run(verb, "status")).isZero();
      assertThat(out.toString()).contains("0 gateways");
      assertThat(run(verb, "status", "--json")).isZero();
      assertThat(out.toString()).contains("\"gateways\"");
    }
  }

  @Test
  void aRolloutIsOrderedFromATerminalOfAnotherProcess() throws Exception {
    Path good = directory.resolve("good.rqp");
    Path next = directory.resolve("next.rqp");
    PolicyFile.write(TestCase.of(7).policy(), good);
    PolicyFile.write(TestCase.of(8).policy(), next);
    MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
    try (TestSite site = new TestSite(directory, 40, clock);
        FleetServer server = new FleetServer(site)) {
      String[] remote = {
        "--url", server.address().toString(), "--token-file", site.tokenFile.toString()
      };
      FleetVerb verb = new FleetVerb(null);
      site.fleet.connect();
      assertThat(
              run(
                  verb,
                  with(
                      remote,
                      "rollout",
                      "--ring",
                      "all",
                      "--policy",
                      next.toString(),
                      "--fallback",
                      good.toString(),
                      "--waves",
                      "12.5,100",
                      "--wave-soak",
                      "0",
                      "--approve",
                      "2",
                      "--policy-url",
                      "https://a.example/next.rqp",
                      "--policy-url",
                      "https://b.example/next.rqp",
                      "--fallback-url",
                      "https://a.example/good.rqp")))
          .as(err.toString())
          .isZero();
      for (int i = 0; i < 5; i++) {
        site.controller.tick();
        site.fleet.follow();
        clock.pass(Duration.ofSeconds(1));
      }
      assertThat(
              SignedDesired.open(
                      site.transport.published.get(0).payload(),
                      65_000,
                      new TrustedKeys(List.of(site.key.publicKey())))
                  .desired()
                  .policy()
                  .orElseThrow()
                  .urls())
          .hasSize(2);
      assertThat(run(verb, with(remote, "status"))).isZero();
      assertThat(out.toString()).contains("AWAITING_APPROVAL", "ordered by operator");
      assertThat(run(verb, with(remote, "approve", "--ring", "all"))).isZero();
      site.fleet.follow();
      site.controller.tick();
      assertThat(run(verb, with(remote, "explain", "gw-7"))).isZero();
      assertThat(out.toString()).contains("gw-7 of ring all is CONVERGED");
      assertThat(run(verb, with(remote, "rollback", "--ring", "all", "--json"))).isZero();
      assertThat(out.toString()).contains("\"ROLLING_BACK\"");
      assertThat(run(verb, with(remote, "audit"))).isZero();
      assertThat(out.toString()).contains("rollout.ROLLING_BACK");
      assertThat(run(verb, with(remote, "status", "--standing", "CONVERGED", "--limit", "1")))
          .isZero();
      assertThat(run(verb, with(remote, "pause", "--ring", "other"))).isEqualTo(1);
      assertThat(err.toString()).contains("has no rollout");
      assertThat(run(verb, with(remote, "page"))).isZero();
      assertThat(out.toString()).contains(server.address() + "/fleet/#token=");
      assertThat(run(verb, with(remote, "explain", "gw-999"))).isEqualTo(1);
      assertThat(err.toString()).contains("never heard");
    }
  }

  @Test
  void throughTlsTheClientCertificateIsRecordedAndWhoHasNoneIsTurnedAway() throws Exception {
    TlsFiles files = new TlsFiles(directory);
    try (TestSite site = new TestSite(directory, 3, Clock.systemUTC());
        FleetServer server = new FleetServer(site, files)) {
      String[] remote = {
        "--url", server.address().toString(), "--token-file", site.tokenFile.toString()
      };
      FleetVerb verb = new FleetVerb(null);
      assertThat(
              run(
                  verb,
                  with(
                      remote,
                      "halt",
                      "--ring",
                      "all",
                      "--key-store",
                      files.keys.toString(),
                      "--trust-store",
                      files.trust.toString(),
                      "--password-file",
                      files.password.toString())))
          .as(err.toString())
          .isZero();
      assertThat(site.store.audit().newest(1).get(0).actor()).isEqualTo("operator (CN=anna)");
      assertThat(run(verb, with(remote, "halt", "--ring", "all"))).isEqualTo(1);
      assertThat(site.transport.published).hasSize(1);
    }
  }

  private static String[] with(String[] remote, String... words) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(remote)).toArray(String[]::new);
  }

  @Test
  void aGatewayIsCommandedAndItsAnswerIsWaitedFor() throws Exception {
    MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
    try (TestSite site = new TestSite(directory, 3, clock)) {
      FleetVerb verb = new FleetVerb(site);
      site.fleet.connect();
      assertThat(run(verb, "command", "gw-1", "report")).as(err.toString()).isZero();
      assertThat(out.toString()).contains("to gw-1: REPORT, until 2026-01-02T03:14:05Z");
      site.transport.then =
          message -> {
            site.fleet.followQuietly();
            site.controller.tick();
          };
      assertThat(run(verb, "command", "gw-1", "retry", "--expires", "2h", "--watch"))
          .as(err.toString())
          .isZero();
      assertThat(out.toString()).contains("gw-1 answered at 2026-01-02T03:04:05Z: did RETRY");
      site.fleet.behind.add("gw-2");
      clock.pass(Duration.ofSeconds(1));
      assertThat(run(verb, "command", "gw-2", "retry", "--watch")).isEqualTo(1);
      assertThat(err.toString()).contains("has refused something since: EXPIRED: too late");
      assertThat(run(verb, "command", "gw-9", "retry")).isEqualTo(1);
      assertThat(err.toString()).contains("never heard");
      assertThat(run(verb, "command", "gw-1", "reboot")).isEqualTo(2);
      assertThat(run(verb, "command", "gw-1", "retry", "--expires", "tomorrow")).isEqualTo(2);
      assertThat(err.toString()).contains("'reboot' cannot", "--expires tomorrow");
    }
  }

  @Test
  void aPolicyOfAModelIsWrittenAsGatewaysFetchIt() throws Exception {
    TestCase some = TestCase.of(7);
    Path model = directory.resolve("m.rqm");
    ModelFile.write(
        new Model(Optional.empty(), Optional.of(some.network()), List.of(some.policy()), Map.of()),
        model);
    Path file = directory.resolve("p.rqp");
    String name = some.policy().name();
    String[] words = {"file", "--model", "" + model, "--policy", name, "--out", "" + file};
    assertThat(run(new FleetVerb(null), words)).as(err.toString()).isZero();
    byte[] content = PolicyCodec.encode(some.policy());
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    assertThat(out.toString()).contains(content.length + " bytes", Digest.of(content).hex());
    words[4] = "none";
    assertThat(run(new FleetVerb(null), words)).isEqualTo(1);
    assertThat(err.toString()).contains("none");
  }

  @Test
  void aTokenIsNotShownToTheNetwork() throws Exception {
    Path tokens = Files.writeString(directory.resolve("t"), "x".repeat(40));
    assertThat(
            run(
                new FleetVerb(null),
                "status",
                "--url",
                "http://192.0.2.1:8630",
                "--token-file",
                tokens.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("https");
    assertThat(run(new FleetVerb(null), "status", "--url", "ftp://x", "--token-file", "" + tokens))
        .isEqualTo(1);
    assertThat(err.toString()).contains("ftp://x");
  }

  @Test
  void wrongArgumentsAreRefusedWithTheReason() throws Exception {
    FleetVerb verb = new FleetVerb(null);
    assertThat(run(verb, "rollout", "--ring", "all", "--policy", "x.rqp", "--waves", "5,1"))
        .isNotZero();
    assertThat(run(verb, "push", "--policy", "w4a4", "--ring", "all")).isEqualTo(2);
    assertThat(err.toString()).contains("--model");
    assertThat(run(verb, "push", "--policy", "x")).isEqualTo(2);
    Path file = directory.resolve("p.rqp");
    PolicyFile.write(TestCase.of(7).policy(), file);
    assertThat(run(verb, "push", "--ring", "all", "--policy", file.toString(), "--adapt", "a,,b"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("''", "name of a policy");
    assertThat(run(verb)).isEqualTo(2);
    assertThat(run(verb, "--help")).isZero();
  }
}
