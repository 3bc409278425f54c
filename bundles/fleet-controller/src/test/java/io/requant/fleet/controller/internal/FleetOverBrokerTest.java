package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.fleet.GatewayReport;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.pipeline.ShadowGates;
import io.requant.broker.embedded.internal.BrokerSettings;
import io.requant.broker.embedded.internal.EmbeddedBroker;
import io.requant.fleet.agent.internal.machine.AgentDriver;
import io.requant.fleet.agent.internal.machine.AgentSettings;
import io.requant.fleet.agent.internal.machine.FileStateStore;
import io.requant.fleet.agent.internal.machine.OwnThread;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.transport.mqtt.internal.MqttSettings;
import io.requant.transport.mqtt.internal.MqttTransport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Controller, broker and agent with nothing left out but the engine. */
class FleetOverBrokerTest {

  private static final Network NETWORK = Nets.resnet20();
  private static final Policy W8 = PlausiblePolicies.uniform(NETWORK, 8, 8);
  private static final Policy W4 = PlausiblePolicies.uniform(NETWORK, 4, 4);
  private static final PushOptions OPTIONS =
      PushOptions.with(new ShadowGates(8, 0.9, Duration.ofSeconds(1), Duration.ofSeconds(5)));

  @TempDir static Path data;
  private static EmbeddedBroker broker;

  @TempDir Path directory;
  private final SigningKey key = SigningKey.generate();

  @BeforeAll
  static void start() {
    broker = new EmbeddedBroker(new BrokerSettings("127.0.0.1", 0, data, Optional.empty()));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static MqttTransport connect(String clientId) {
    return MqttTransport.open(
        new MqttSettings(
            clientId,
            URI.create(broker.url()),
            clientId,
            Optional.empty(),
            Optional.empty(),
            Duration.ofHours(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            16,
            65_536,
            1000));
  }

  private FleetStore store(String tenant) throws Exception {
    return FleetStore.open(StoreSettings.embedded(directory.resolve("controller")), tenant);
  }

  private Controller controller(String tenant, FleetStore store, MqttTransport transport)
      throws Exception {
    return new Controller(
        new ControllerSettings(tenant, 8192), transport, key, store, Clock.systemUTC());
  }

  private AgentDriver agent(String tenant, MqttTransport transport) throws Exception {
    AgentDriver agent =
        new AgentDriver(
            new AgentSettings(
                tenant,
                "all",
                "gw-1",
                8192,
                Duration.ofMinutes(5),
                Duration.ofHours(6),
                false,
                Map.of()),
            transport,
            new FileStateStore(directory.resolve("agent")),
            () -> new TrustedKeys(List.of(key.publicKey())),
            Clock.systemUTC(),
            new Random(),
            new OwnThread("requant-fleet-agent-test"));
    agent.setPipeline(Optional.of(new RunningPipeline(NETWORK, W8)));
    return agent;
  }

  @Test
  void aPushedPolicyBecomesActiveAndItsTimeIsKnown() throws Exception {
    try (MqttTransport there = connect("push-controller");
        MqttTransport here = connect("push-gw-1");
        FleetStore store = store("push");
        Controller controller = controller("push", store, there);
        AgentDriver agent = agent("push", here)) {
      assertThat(agent).isNotNull();
      for (Policy policy : List.of(W4, W8, W4)) {
        PushReceipt receipt = controller.push("all", policy, OPTIONS);
        GatewayReport report = controller.settled("gw-1", receipt).get(20, TimeUnit.SECONDS);
        assertThat(report.phase()).isEqualTo(GatewayPhase.ACTIVE);
        assertThat(report.activePolicy()).isEqualTo(policy.name());
        assertThat(report.activeDigest()).isEqualTo(policy.digest().hex());
        assertThat(report.activation().orElseThrow()).isLessThan(Duration.ofSeconds(10));
        assertThat(receipt.messageBytes()).isLessThanOrEqualTo(8192);
        System.getLogger(FleetOverBrokerTest.class.getName())
            .log(
                System.Logger.Level.INFO,
                "{0}: {1} bytes, {2} us from arrival to first frame",
                policy.name(),
                receipt.messageBytes(),
                report.activation().get().toNanos() / 1000);
      }
    }
  }

  @Test
  void aGatewayThatWasAwayCatchesUpAndKeepsItsStateOverARestart() throws Exception {
    try (MqttTransport there = connect("away-controller");
        FleetStore store = store("away");
        Controller controller = controller("away", store, there)) {
      PushReceipt receipt = controller.push("all", W4, OPTIONS);
      receipt.published().get(20, TimeUnit.SECONDS);
      for (int boot = 0; boot < 2; boot++) {
        try (MqttTransport here = connect("away-gw-1");
            AgentDriver agent = agent("away", here)) {
          assertThat(agent).isNotNull();
          GatewayReport report = controller.settled("gw-1", receipt).get(20, TimeUnit.SECONDS);
          assertThat(report.phase()).isEqualTo(GatewayPhase.ACTIVE);
          assertThat(report.seq()).isEqualTo(receipt.seq());
        }
      }
    }
  }
}
