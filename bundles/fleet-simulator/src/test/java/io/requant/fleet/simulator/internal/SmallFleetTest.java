package io.requant.fleet.simulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Gates;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.testing.TestCase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some gateways at Mosquitto; the test itself signs and publishes. */
class SmallFleetTest {

  private static final int SIZE = 12;
  private static final TestCase NET = TestCase.of(7);
  private static final Policy A = named("a");
  private static final Policy B = named("b");
  private static final Policy BAD = named("bad");
  private static final Topics TOPICS = new Topics("t");

  @TempDir Path folder;
  private final SigningKey key = SigningKey.generate();
  private Mosquitto broker;
  private NetThreads net;
  private Fleet fleet;
  private Observer observer;
  private Mqtt5BlockingClient desk;
  private long seq;

  private static Policy named(String name) {
    Policy policy = NET.policy();
    return new Policy(name, policy.network(), policy.layers(), policy.cost(), policy.accuracy());
  }

  @BeforeEach
  void start() throws Exception {
    Optional<Path> program = Mosquitto.program();
    assumeTrue(program.isPresent(), "mosquitto is not installed");
    broker = Mosquitto.start(program.get(), folder.toRealPath());
    net = new NetThreads(1);
    desk =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("desk")
            .serverAddress(broker.address())
            .executorConfig(net.config())
            .buildBlocking();
    desk.connect();
  }

  private void fleet(Faults faults) throws Exception {
    fleet =
        new Fleet(
            SIZE,
            new Surroundings(
                "t",
                "all",
                broker.address(),
                net,
                new TrustedKeys(List.of(key.publicKey())),
                new Catalogue(NET.network(), A, BAD, 1),
                faults,
                1),
            1);
    observer = new Observer(TOPICS, "all", broker.address(), net, fleet::said);
    fleet.powerOn();
    until("connected", () -> fleet.connected() == SIZE);
  }

  @AfterEach
  void stop() throws Exception {
    if (broker != null) {
      if (fleet != null) {
        observer.close();
        fleet.close();
      }
      desk.disconnect();
      broker.close();
      net.close();
    }
  }

  private void publish(Policy policy, Slice slice, Desired.Action action) {
    byte[] content = PolicyCodec.encode(policy);
    Desired desired =
        new Desired(
            "t",
            new Target.Ring("all"),
            "r",
            new Position(1, ++seq),
            action,
            Optional.of(PolicyReference.inline(policy, content)),
            slice,
            Optional.empty(),
            0,
            Instant.now(),
            Instant.now().plus(Duration.ofHours(1)),
            Duration.ZERO,
            new Gates(
                new ShadowGates(4, 0.9, Duration.ofMillis(50), Duration.ofSeconds(2)),
                Duration.ofSeconds(1)),
            AdaptationBounds.EXACT);
    desk.publishWith()
        .topic(TOPICS.desired(new Target.Ring("all")))
        .payload(SignedDesired.seal(desired, content, List.of(key)))
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .send();
  }

  private static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private long running(Policy policy) {
    Optional<String> digest = Optional.of(policy.digest().hex());
    return fleet.all().stream().filter(g -> g.active().equals(digest)).count();
  }

  private List<Violation> judge() {
    return fleet.all().stream()
        .flatMap(
            g ->
                HistoryChecker.check(g.id(), A.digest().hex(), observer.orders(), g.events())
                    .stream())
        .toList();
  }

  @Test
  void onlyWhoIsInTheSliceChangesAndThenAllDo() throws Exception {
    fleet(Faults.NONE);
    Slice half = new Slice("s", 0, 5000);
    long inHalf = fleet.byId().keySet().stream().filter(half::contains).count();
    publish(B, half, Desired.Action.APPLY);
    until("half", () -> running(B) == inHalf);
    publish(B, Slice.ALL, Desired.Action.APPLY);
    until("all", () -> running(B) == SIZE);
    assertThat(judge()).isEmpty();
  }

  @Test
  void aBadPolicyIsRefusedOrLeftAndARollbackBringsTheRestBack() throws Exception {
    fleet(Faults.NONE);
    Catalogue catalogue = new Catalogue(NET.network(), A, BAD, 1);
    long good =
        fleet.byId().keySet().stream().filter(id -> catalogue.fate(id, BAD) == Fate.WORKS).count();
    publish(BAD, Slice.ALL, Desired.Action.APPLY);
    until(
        "reported",
        () ->
            fleet.byId().keySet().stream()
                .allMatch(id -> observer.last(id).filter(r -> r.phase().settled()).isPresent()));
    until("left", () -> running(BAD) == good);
    publish(A, new Slice("none", 0, 0), Desired.Action.ROLLBACK);
    until("back", () -> running(A) == SIZE);
    assertThat(judge()).isEmpty();
  }

  @Test
  void lostConnectionsCrashesAndAKilledBrokerAreOvercome() throws Exception {
    fleet(Faults.parse("duplicates=0.3,reorder=0.3"));
    for (SimulatedGateway gateway : fleet.all().subList(0, 4)) {
      gateway.lane().run(() -> gateway.disconnect(Duration.ofMillis(300)));
    }
    for (SimulatedGateway gateway : fleet.all().subList(4, 8)) {
      boolean after = gateway.id().hashCode() % 2 == 0;
      gateway.lane().run(() -> gateway.crashAtNextWrite(after, Duration.ofMillis(200)));
    }
    publish(B, Slice.ALL, Desired.Action.APPLY);
    broker.restart();
    desk = desk.getState().isConnected() ? desk : reconnected();
    // A broker that is killed may have lost it.
    publish(B, Slice.ALL, Desired.Action.APPLY);
    until("all", () -> running(B) == SIZE);
    assertThat(judge()).isEmpty();
  }

  private Mqtt5BlockingClient reconnected() {
    desk.connect();
    return desk;
  }
}
