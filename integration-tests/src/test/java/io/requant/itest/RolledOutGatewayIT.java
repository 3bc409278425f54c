package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Controller and gateway as they are shipped; orders come from a terminal, as people give them. */
class RolledOutGatewayIT {

  private static final long PAUSE_MILLIS = 100;

  private final FleetFiles files;
  private final int port;

  RolledOutGatewayIT() throws IOException {
    files = FleetFiles.create("rolled-out-gateway");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path etc = files.broker().resolve("etc");
    Files.writeString(
        etc.resolve("framework.properties"), "org.osgi.service.http.port=%d\n".formatted(port));
    Files.writeString(
        etc.resolve("io.requant.transport.mqtt-fleet.cfg"),
        "transport.name=fleet\nurl=%s\nclientId=controller\n".formatted(files.brokerUrl()));
    Files.writeString(
        etc.resolve("io.requant.fleet.controller.cfg"),
        "tenant=%s\nstateDirectory=${requant.state}/fleet\ntrustedKeys=%s\n"
            .formatted(FleetFiles.TENANT, files.trustedKeys()));
  }

  /** Runs {@code ./requant fleet ...} in a process of its own; returns what it printed. */
  private String fleet(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(AssembledGateway.home().resolve("requant").toString());
    command.add("fleet");
    command.addAll(List.of(words));
    command.addAll(List.of("--url", "http://127.0.0.1:" + port, "--token-file", tokens()));
    Path out = files.folder().resolve("fleet-" + words[0] + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    boolean ended = process.waitFor(FleetDesk.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0)
        .as("fleet %s: %s", String.join(" ", words), Files.readString(out))
        .isTrue();
    return Files.readString(out);
  }

  private String tokens() {
    return files.broker().resolve("state/fleet/api-tokens").toString();
  }

  private static boolean runs(JsonNode gateways, String policy) {
    JsonNode gateway = gateways.path(0);
    return gateway.path("policy").asText().equals(policy)
        && gateway.path("standing").asText().equals("CONVERGED");
  }

  /** Waits until the controller is there and says something of the fleet. */
  private static JsonNode await(ProductProcess controller, Predicate<JsonNode> wanted)
      throws Exception {
    long deadline = System.nanoTime() + controller.patience().toNanos();
    while (true) {
      String said;
      try {
        JsonNode status = controller.query("fleet", "status", "--json");
        if (wanted.test(status)) {
          return status;
        }
        said = status.toString();
      } catch (AssertionError e) {
        said = e.getMessage(); // the controller's component is not up yet
      }
      assertThat(System.nanoTime()).as(said).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  @Test
  void aRolloutReachesTheGatewayAndOutlivesTheControllerThatBeganIt() throws Exception {
    String model = AssembledGateway.home().resolve("models/resnet20.rqm").toString();
    ProductProcess controller = ProductProcess.start("controller", files.broker());
    try {
      await(controller, s -> true); // it is up, and its key can be trusted
      try (ProductProcess gateway = ProductProcess.start("gateway", files.gateway())) {
        GatewayStatus.awaitPolicy(gateway);
        String said =
            fleet(
                "rollout",
                "--ring",
                FleetFiles.RING,
                "--model",
                model,
                "--policy",
                "w4a4",
                "--fallback",
                "w8a8",
                "--waves",
                "50,100",
                "--wave-soak",
                "0",
                "--watch");
        assertThat(said).contains("COMPLETED wave 2/2", "1 of 1 converged");

        controller.kill();
        controller = ProductProcess.start("controller", files.broker());
        JsonNode gateways = await(controller, s -> true).path("gateways");
        assertThat(gateways).hasSize(1);
        assertThat(runs(gateways, "w4a4")).as(gateways.toString()).isTrue();

        controller.query("fleet", "rollback", "--ring", FleetFiles.RING, "--json");
        await(controller, s -> runs(s.path("gateways"), "w8a8"));
        await(controller, s -> s.path("rollouts").isEmpty());
        assertThat(controller.query("fleet", "audit", "--json").findValuesAsText("event"))
            .contains("rollout.COMPLETED", "rollout.ROLLED_BACK");
      }
    } finally {
      controller.close();
    }
  }
}
