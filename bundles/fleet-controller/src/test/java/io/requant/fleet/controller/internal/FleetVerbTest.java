package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.command.VerbException;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.file.PolicyFile;
import io.requant.model.policy.Policy;
import io.requant.model.testing.TestCase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
    Path file = directory.resolve("p.rqp");
    PolicyFile.write(TestCase.of(7).policy(), file);
    assertThat(run(new FleetVerb(null), "push", "--ring", "all", "--policy", file.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("./requant controller");
  }

  @Test
  void aPolicyFileIsPushedAndTheFleetShown() throws Exception {
    Policy policy = TestCase.of(7).policy();
    Path file = directory.resolve("p.rqp");
    PolicyFile.write(policy, file);
    MemoryTransport transport = new MemoryTransport();
    SigningKey key = SigningKey.generate();
    try (FleetStore store = FleetStore.open(StoreSettings.embedded(directory), "acme");
        Controller controller =
            new Controller(
                new ControllerSettings("acme", 65_000), transport, key, store, Clock.systemUTC())) {
      FleetVerb verb = new FleetVerb(controller);
      assertThat(run(verb, "push", "--ring", "all", "--policy", file.toString(), "--frames", "4"))
          .isZero();
      assertThat(out.toString()).contains("message 1.1", "rq/1/acme/ring/all/desired");
      assertThat(
              run(verb, "push", "--gateway", "gw-1", "--policy", file.toString(), "--adapt", "a,b"))
          .isZero();
      assertThat(
              SignedDesired.open(
                      transport.published.get(1).payload(),
                      65_000,
                      new TrustedKeys(List.of(key.publicKey())))
                  .desired()
                  .adapt())
          .isEqualTo(AdaptationBounds.named(List.of("a", "b")));
      assertThat(run(verb, "release", "--gateway", "gw-1")).isZero();
      assertThat(run(verb, "halt", "--ring", "all")).isZero();
      assertThat(transport.published).hasSize(4);
      assertThat(run(verb, "status")).isZero();
      assertThat(out.toString()).contains("0 gateways");
      assertThat(run(verb, "status", "--json")).isZero();
      assertThat(out.toString()).contains("\"gateways\"");
    }
  }

  @Test
  void wrongArgumentsAreRefusedWithTheReason() throws Exception {
    FleetVerb verb = new FleetVerb(null);
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
