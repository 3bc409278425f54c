package io.requant.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.requant.fleet.controller.internal.rest.TlsFiles;
import io.requant.fleet.controller.internal.store.PostgresServer;
import io.requant.fleet.controller.internal.store.StoreSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two controllers in two processes on one PostgreSQL, and a gateway. */
class TwoControllersIT {

  private static final long PAUSE_MILLIS = 100;
  private static final int LEASE_SECONDS = 3;

  @TempDir Path folder;
  @TempDir Path database;
  private final FleetFiles files;

  TwoControllersIT() throws IOException {
    files = FleetFiles.create("two-controllers");
  }

  /** An address of this machine that is not the loopback interface's, if it has one. */
  private static InetAddress address() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> a.getAddress().length == 4 && !a.isLoopbackAddress())
        .findFirst()
        .orElse(InetAddress.getLoopbackAddress());
  }

  private static int freePort(InetAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.getLocalPort();
    }
  }

  /** Writes the configuration of a controller; returns its folder. */
  private Path controller(String name, StoreSettings store, String url, String http)
      throws IOException {
    Path product = files.folder().resolve(name);
    Path etc = Files.createDirectories(product.resolve("etc"));
    Files.writeString(etc.resolve("framework.properties"), http);
    Files.writeString(
        etc.resolve("io.requant.transport.mqtt-fleet.cfg"),
        "transport.name=fleet\nurl=%s\nclientId=controller-%s\nreconnectMaxMillis=1000\n"
            .formatted(files.brokerUrl(), name));
    Files.writeString(
        etc.resolve("io.requant.fleet.controller.cfg"),
        """
        tenant=%s
        stateDirectory=${requant.state}/fleet
        signingKeys=%s
        trustedKeys=%s
        storeUrl=%s
        storeUser=%s
        storePasswordFile=%s
        controllerId=%s
        publicUrl=%s
        leaseSeconds=%d
        tickMillis=200
        """
            .formatted(
                FleetFiles.TENANT,
                files.folder().resolve("keys"),
                files.trustedKeys(),
                store.url().orElseThrow(),
                store.user(),
                store.passwordFile().orElseThrow(),
                name,
                url,
                LEASE_SECONDS));
    return product;
  }

  private static String https(InetAddress address, int port, TlsFiles tls) {
    return """
        org.apache.felix.http.host=%s
        org.apache.felix.http.enable=false
        org.apache.felix.https.enable=true
        org.osgi.service.http.port.secure=%d
        org.apache.felix.https.keystore=%s
        org.apache.felix.https.keystore.password=%s
        org.apache.felix.https.truststore=%s
        org.apache.felix.https.truststore.password=%s
        org.apache.felix.https.clientcertificate=needs
        """
        .formatted(address.getHostAddress(), port, tls.keys, tls.secret(), tls.trust, tls.secret());
  }

  /** Waits until a controller says something of the fleet. */
  private static JsonNode await(ProductProcess controller, String what, Predicate<JsonNode> wanted)
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
        said = e.getMessage();
      }
      assertThat(System.nanoTime()).as("%s: %s", what, said).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /** Waits until a controller refuses to say anything, with a reason. */
  private static void awaitProblem(ProductProcess controller, String problem) throws Exception {
    long deadline = System.nanoTime() + controller.patience().toNanos();
    while (true) {
      String said;
      try {
        said = controller.query("fleet", "status", "--json").toString();
      } catch (AssertionError e) {
        said = e.getMessage();
        if (said.contains(problem)) {
          return;
        }
      }
      assertThat(System.nanoTime()).as(said).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean runs(JsonNode status, String policy) {
    JsonNode gateway = status.path("gateways").path(0);
    return gateway.path("policy").asText().equals(policy)
        && gateway.path("standing").asText().equals("CONVERGED");
  }

  @Test
  void aControllerThatIsKilledInMidRolloutIsReplacedByTheOther() throws Exception {
    String model = AssembledGateway.home().resolve("models/resnet20.rqm").toString();
    InetAddress address = address();
    TlsFiles tls = new TlsFiles(folder, address.getHostAddress());
    int port = freePort(address);
    String otherUrl = "https://" + address.getHostAddress() + ":" + port;
    try (PostgresServer server = PostgresServer.start(database);
        ForeignBroker broker = ForeignBroker.start(files.folder(), files.port())) {
      StoreSettings store = server.freshDatabase(database);
      server.kill(); // it comes later than the first controller
      ProductProcess one =
          ProductProcess.start(
              "controller", controller("one", store, "", "org.osgi.service.http.port=-1\n"));
      try (ProductProcess gateway = ProductProcess.start("gateway", files.gateway())) {
        awaitProblem(one, "cannot be opened");
        server.start();
        await(one, "the first leads", s -> s.path("leads").asBoolean());
        try (ProductProcess other =
            ProductProcess.start(
                "controller", controller("other", store, otherUrl, https(address, port, tls)))) {
          await(other, "the other follows", s -> s.has("leads") && !s.path("leads").asBoolean());
          GatewayStatus.awaitPolicy(gateway);
          one.query(
              "fleet",
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
              "50,80,100",
              "--wave-soak",
              "2",
              "--frames",
              "4",
              "--agreement",
              "0",
              "--p99-ms",
              "20000",
              "--json");
          await(one, "a wave is out", s -> s.path("rollouts").path(0).path("wave").asInt() > 0);
          one.kill();

          JsonNode done =
              await(
                  other,
                  "the other carries it through",
                  s -> s.path("leads").asBoolean() && s.path("rollouts").isEmpty());
          assertThat(runs(done, "w4a4")).as(done.toString()).isTrue();
          JsonNode audit = other.query("fleet", "audit", "--json");
          assertThat(audit.findValuesAsText("event"))
              .contains("rollout")
              .containsOnlyOnce("rollout.COMPLETED");

          one = ProductProcess.start("controller", files.folder().resolve("one"));
          JsonNode follower =
              await(one, "who comes back follows", s -> s.path("leader").asText().equals(otherUrl));
          assertThat(follower.path("leads").asBoolean()).isFalse();
          fleet(otherUrl, tls, "rollback", "--ring", FleetFiles.RING);
          await(one, "the follower knows", s -> runs(s, "w8a8"));
        }
        await(one, "who is left leads", s -> s.path("leads").asBoolean());
      } finally {
        one.close();
      }
    }
  }

  /** Gives an order from a terminal, over TLS, with a certificate. */
  private void fleet(String url, TlsFiles tls, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(AssembledGateway.home().resolve("requant").toString(), "fleet"));
    command.addAll(List.of(words));
    command.addAll(
        List.of(
            "--url",
            url,
            "--token-file",
            files.folder().resolve("other/state/fleet/api-tokens").toString(),
            "--key-store",
            tls.keys.toString(),
            "--trust-store",
            tls.trust.toString(),
            "--password-file",
            tls.password.toString()));
    Path log = files.folder().resolve("terminal.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(FleetDesk.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0).as(Files.readString(log)).isTrue();
  }
}
