package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.requant.api.fleet.GatewayStanding;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutRequest;
import io.requant.api.fleet.RolloutState;
import io.requant.api.fleet.Standing;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.agent.internal.machine.AgentDriver;
import io.requant.fleet.agent.internal.machine.AgentSettings;
import io.requant.fleet.agent.internal.machine.FileStateStore;
import io.requant.fleet.agent.internal.machine.OwnThread;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.fleet.protocol.testing.GuardedMosquitto;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.transport.mqtt.internal.MqttSettings;
import io.requant.transport.mqtt.internal.MqttTransport;
import io.requant.transport.mqtt.internal.TlsFiles;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet whose certificates are renewed, and one whose broker dies, in the middle of a rollout:
 * controller and gateways with mutual TLS at Mosquittos with the files that we ship.
 */
class MovingFleetTest {

  private static final Network NETWORK = Nets.resnet20();
  private static final Policy W8 = PlausiblePolicies.uniform(NETWORK, 8, 8);
  private static final Policy W4 = PlausiblePolicies.uniform(NETWORK, 4, 4);
  private static final PushOptions OPTIONS =
      PushOptions.with(new ShadowGates(8, 0.9, Duration.ofSeconds(1), Duration.ofSeconds(5)));
  private static final List<String> GATEWAYS = List.of("gw-1", "gw-2", "gw-3", "gw-4", "gw-5");
  private static final Topics TOPICS = new Topics("main");

  @TempDir Path temporary;
  private Path folder;
  private final SigningKey key = SigningKey.generate();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final ConcurrentLinkedQueue<String> gone = new ConcurrentLinkedQueue<>();
  private Controller controller;
  private MqttTransport controllersConnection;

  @BeforeEach
  void certificates() throws Exception {
    assumeTrue(GuardedMosquitto.program().isPresent(), "mosquitto is not installed");
    folder = temporary.toRealPath();
    GuardedMosquitto.certificates(folder, 365, "broker", "controller");
    issue(365);
  }

  @AfterEach
  void stop() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private void issue(int days) throws Exception {
    GuardedMosquitto.certificates(folder, days, GATEWAYS.toArray(String[]::new));
  }

  private <T extends AutoCloseable> T opened(T what) {
    open.push(what);
    return what;
  }

  private GuardedMosquitto broker(String name) throws Exception {
    return opened(new GuardedMosquitto(folder, Files.createDirectory(folder.resolve(name))));
  }

  private MqttTransport connect(String name, List<URI> brokers) {
    return opened(
        MqttTransport.open(
            new MqttSettings(
                name,
                brokers,
                name,
                Optional.of(
                    new TlsFiles(
                        folder.resolve(name + ".p12"),
                        folder.resolve("trust.p12"),
                        folder.resolve("password"))),
                Optional.empty(),
                Duration.ofHours(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                16,
                65_536,
                1000,
                Duration.ofMillis(100))));
  }

  private void start(List<URI> brokers) throws Exception {
    controllersConnection = connect("controller", brokers);
    FleetStore store =
        opened(FleetStore.open(StoreSettings.embedded(folder.resolve("store")), "main"));
    controller =
        opened(
            new Controller(
                new ControllerSettings("main", 8192),
                controllersConnection,
                key,
                store,
                Clock.systemUTC()));
    controllersConnection.subscribe(TOPICS.everyPresence(), message -> presence(message.payload()));
    for (String name : GATEWAYS) {
      AgentDriver agent =
          opened(
              new AgentDriver(
                  new AgentSettings(
                      "main",
                      "all",
                      name,
                      8192,
                      Duration.ofMinutes(5),
                      Duration.ofHours(6),
                      false,
                      Map.of()),
                  connect(name, brokers),
                  new FileStateStore(folder.resolve("agent-" + name)),
                  () -> new TrustedKeys(List.of(key.publicKey())),
                  Clock.systemUTC(),
                  new Random(),
                  new OwnThread("requant-fleet-agent-" + name)));
      agent.setPipeline(Optional.of(new RunningPipeline(NETWORK, W8)));
    }
    await("every gateway to be known", () -> controller.standingsAfter("", 9).size() == 5);
    controller.push("all", W8, OPTIONS);
    await("every gateway to run the first policy", () -> converged() == 5);
  }

  private void presence(byte[] message) {
    try {
      Presence presence = Presence.decode(message);
      if (presence.state() == Presence.State.OFFLINE) {
        gone.add(presence.gateway());
      }
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private long converged() {
    return controller.rings().get("all").converged();
  }

  private GatewayStanding standing(String gateway) {
    return controller.explain(gateway).orElseThrow();
  }

  /** Begins a rollout whose second wave waits for an approval, and lets the first one converge. */
  private String beginRollout() throws Exception {
    RolloutPlan plan = RolloutPlan.of(List.of(4000, 10_000));
    RolloutPlan careful =
        new RolloutPlan(
            plan.waves(),
            plan.success(),
            plan.errors(),
            Duration.ZERO,
            plan.patience(),
            Set.of(2),
            Optional.empty(),
            Optional.empty(),
            plan.onFailure());
    String id =
        controller
            .rollout(new RolloutRequest("all", W4, OPTIONS, careful, Optional.empty()), "test")
            .id();
    await(
        "the second wave to wait",
        () -> controller.rollouts().get(0).state() == RolloutState.AWAITING_APPROVAL);
    return id;
  }

  private void finishRollout(String id) throws Exception {
    controller.order(id, RolloutOrder.APPROVE, "test");
    await(
        "the rollout to end", () -> controller.rollouts().get(0).state() == RolloutState.COMPLETED);
    assertThat(converged()).isEqualTo(GATEWAYS.size());
    for (String gateway : GATEWAYS) {
      assertThat(standing(gateway).standing()).as(gateway).isEqualTo(Standing.CONVERGED);
      assertThat(standing(gateway).report().activeDigest()).isEqualTo(W4.digest().hex());
    }
  }

  /** Lets the controller work until something is so. */
  private void await(String what, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("waited in vain for %s; %s", what, controller.standingsAfter("", 9))
          .isLessThan(deadline);
      controller.tick();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void certificatesAreRenewedDuringARolloutAndNobodyIsGone() throws Exception {
    GuardedMosquitto broker = broker("a");
    start(List.of(broker.url()));
    assertThat(controller.figures().certificatesEnding()).isZero();
    String id = beginRollout();
    issue(20);
    await(
        "every gateway to show its new certificate",
        () -> controller.figures().certificatesEnding() == 5);
    finishRollout(id);
    assertThat(standing("gw-1").why()).contains("Its certificate ends at ");
    assertThat(gone).as("no gateway ever seemed to be gone").isEmpty();

    Path strangers = Files.createDirectory(folder.resolve("strangers"));
    Files.copy(folder.resolve("password"), strangers.resolve("password"));
    GuardedMosquitto.certificates(strangers, 365, "gw-2");
    Files.copy(
        strangers.resolve("gw-2.p12"),
        folder.resolve("gw-2.p12"),
        StandardCopyOption.REPLACE_EXISTING);
    await(
        "the report of the bad certificate",
        () -> standing("gw-2").why().contains("leads to no trusted authority"));
    controller.push("all", W8, OPTIONS);
    await("every gateway to hear as before", () -> converged() == 5);
    assertThat(gone).isEmpty();
    for (String gateway : GATEWAYS) {
      assertThat(broker.log()).contains("Client " + gateway + " already connected, closing old");
    }
  }

  @Test
  void aBrokerThatIsKilledDuringARolloutIsLeftForTheNextAndNobodyIsForgotten() throws Exception {
    GuardedMosquitto first = broker("a");
    GuardedMosquitto second = broker("b");
    start(List.of(first.url(), second.url()));
    String id = beginRollout();
    first.kill();
    await("the controller to be connected again", controllersConnection::connected);
    finishRollout(id);
    assertThat(second.log().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    for (String gateway : GATEWAYS) {
      assertThat(second.log()).contains(" as " + gateway + " ");
    }
  }
}
