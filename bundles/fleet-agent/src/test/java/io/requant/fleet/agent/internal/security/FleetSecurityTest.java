package io.requant.fleet.agent.internal.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.OutboundMessage;
import io.requant.fleet.agent.internal.machine.AgentDriver;
import io.requant.fleet.agent.internal.machine.AgentSettings;
import io.requant.fleet.agent.internal.machine.FileStateStore;
import io.requant.fleet.agent.internal.machine.OwnThread;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Gates;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.ReportedCodec;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.fleet.protocol.testing.GuardedMosquitto;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.testing.TestCase;
import io.requant.transport.mqtt.internal.MqttSettings;
import io.requant.transport.mqtt.internal.MqttTransport;
import io.requant.transport.mqtt.internal.TlsFiles;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What must be refused, and be said to be, at a Mosquitto with the files that we ship. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetSecurityTest {

  private static final Topics TOPICS = new Topics("main");
  private static final Target RING = new Target.Ring("all");
  private static final Policy OURS = TestCase.of(7).policy();
  private static final Policy FOREIGN = TestCase.of(8).policy();
  private static final SigningKey KEY = SigningKey.generate();

  @TempDir static Path folder;
  private static final BlockingQueue<Reported> REPORTS = new LinkedBlockingQueue<>();
  private static GuardedMosquitto broker;
  private static MqttTransport controller;
  private static MqttTransport gateway;
  private static AgentDriver agent;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(GuardedMosquitto.program().isPresent(), "mosquitto is not installed");
    Path real = folder.toRealPath();
    GuardedMosquitto.certificates(real, 365, "broker", "controller", "gw-1", "gw-2");
    broker = new GuardedMosquitto(real, Files.createDirectory(real.resolve("mosquitto")));
    controller = connect("controller");
    controller.subscribe(TOPICS.everyReported(), FleetSecurityTest::heard);
    gateway = connect("gw-1");
    agent =
        new AgentDriver(
            new AgentSettings(
                "main",
                "all",
                "gw-1",
                8192,
                Duration.ofMinutes(5),
                Duration.ofHours(6),
                false,
                Map.of()),
            gateway,
            new FileStateStore(real.resolve("agent")),
            () -> new TrustedKeys(List.of(KEY.publicKey())),
            Clock.systemUTC(),
            new Random(1),
            new OwnThread("requant-fleet-agent-gw-1"));
    agent.setPipeline(Optional.of(new StillPipeline(TestCase.of(7).network(), OURS)));
  }

  @AfterAll
  static void stop() throws Exception {
    if (broker != null) {
      agent.close();
      gateway.close();
      controller.close();
      broker.close();
    }
  }

  private static MqttTransport connect(String name) throws Exception {
    MqttTransport transport =
        MqttTransport.open(
            new MqttSettings(
                name,
                broker.url(),
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
                100));
    return transport;
  }

  private static void heard(InboundMessage message) {
    try {
      REPORTS.add(ReportedCodec.decode(message.payload()));
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Desired desired(String tenant, long seq, Policy policy, Duration until) {
    byte[] content = PolicyCodec.encode(policy);
    return new Desired(
        tenant,
        RING,
        "r",
        new Position(1, seq),
        Desired.Action.APPLY,
        Optional.of(PolicyReference.inline(policy, content)),
        Slice.ALL,
        Optional.empty(),
        0,
        Instant.now().minus(Duration.ofDays(2)),
        Instant.now().plus(until),
        Duration.ZERO,
        new Gates(
            new ShadowGates(0, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)), Duration.ZERO),
        AdaptationBounds.EXACT);
  }

  private static byte[] seal(Desired desired, Policy policy, SigningKey... keys) {
    return SignedDesired.seal(desired, PolicyCodec.encode(policy), List.of(keys));
  }

  private static byte[] good(long seq) {
    return seal(desired("main", seq, OURS, Duration.ofDays(1)), OURS, KEY);
  }

  /** Publishes as the controller does, and waits for what the gateway says of it. */
  private static Reported publish(byte[] message, java.util.function.Predicate<Reported> awaited)
      throws Exception {
    REPORTS.clear();
    controller
        .publish(OutboundMessage.retained(TOPICS.desired(RING), message))
        .get(20, TimeUnit.SECONDS);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < deadline) {
      Reported report = REPORTS.poll(1, TimeUnit.SECONDS);
      if (report != null && awaited.test(report)) {
        return report;
      }
    }
    throw new AssertionError("the gateway does not say so");
  }

  private static void refused(byte[] message, RejectionCode code) throws Exception {
    Instant now = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    Reported report =
        publish(message, r -> r.refusal().isPresent() && !r.refusal().get().at().isBefore(now));
    assertThat(report.refusal().orElseThrow().code()).isEqualTo(code);
    assertThat(report.observed()).as("nothing changed").isEqualTo(new Position(1, 5));
  }

  @Test
  @Order(1)
  void whatIsInOrderIsAccepted() throws Exception {
    Reported report = publish(good(5), r -> r.phase().settled());
    assertThat(report.observed()).isEqualTo(new Position(1, 5));
    assertThat(report.code()).isEmpty();
  }

  @Test
  @Order(2)
  void aMessageWithoutASignatureIsRefused() throws Exception {
    refused(seal(desired("main", 6, OURS, Duration.ofDays(1)), OURS), RejectionCode.UNSIGNED);
  }

  @Test
  @Order(2)
  void aMessageByAKeyThatIsNotTrustedIsRefused() throws Exception {
    refused(
        seal(desired("main", 6, OURS, Duration.ofDays(1)), OURS, SigningKey.generate()),
        RejectionCode.UNKNOWN_KEY);
  }

  @Test
  @Order(2)
  void aMessageWithOneByteAlteredIsRefused() throws Exception {
    byte[] message = good(6);
    int position = new String(message, StandardCharsets.ISO_8859_1).indexOf("\"seq\":6") + 6;
    message[position] = '7';
    refused(message, RejectionCode.BAD_SIGNATURE);
  }

  @Test
  @Order(2)
  void aPolicyWithOneByteAlteredIsRefused() throws Exception {
    byte[] message = good(6);
    message[message.length - 1] ^= 1;
    refused(message, RejectionCode.POLICY_DIGEST_MISMATCH);
  }

  @Test
  @Order(2)
  void theSameNumberAgainIsRefused() throws Exception {
    refused(
        seal(desired("main", 5, FOREIGN, Duration.ofDays(1)), FOREIGN, KEY),
        RejectionCode.REPLAYED);
  }

  @Test
  @Order(2)
  void anOlderNumberIsRefused() throws Exception {
    refused(good(4), RejectionCode.REPLAYED);
  }

  @Test
  @Order(2)
  void aMessageThatWasHeldBackUntilItExpiredIsRefused() throws Exception {
    refused(seal(desired("main", 6, OURS, Duration.ofHours(-1)), OURS, KEY), RejectionCode.EXPIRED);
  }

  @Test
  @Order(2)
  void aMessageForAnotherTenantIsRefused() throws Exception {
    refused(
        seal(desired("other", 6, OURS, Duration.ofDays(1)), OURS, KEY), RejectionCode.WRONG_TENANT);
  }

  @Test
  @Order(2)
  void aMessageThatIsTooLongIsRefused() throws Exception {
    refused(
        KEY.sign(Desired.PAYLOAD_TYPE, new byte[2], new byte[9000]).encode(),
        RejectionCode.OVERSIZED);
  }

  @Test
  @Order(2)
  void aMessageThatIsDeeplyNestedIsRefused() throws Exception {
    byte[] nested =
        ("{\"schema\":1,\"x\":" + "[".repeat(2000) + "]".repeat(2000) + "}")
            .getBytes(StandardCharsets.UTF_8);
    refused(KEY.sign(Desired.PAYLOAD_TYPE, nested, new byte[0]).encode(), RejectionCode.MALFORMED);
  }

  @Test
  @Order(3)
  void aPolicyForAnotherNetworkIsRejected() throws Exception {
    Reported report =
        publish(
            seal(desired("main", 7, FOREIGN, Duration.ofDays(1)), FOREIGN, KEY),
            r -> r.observed().seq() == 7 && r.phase().settled());
    assertThat(report.code()).contains(RejectionCode.WRONG_NETWORK);
    assertThat(report.active().orElseThrow().digest()).isEqualTo(OURS.digest().hex());
  }

  @Test
  @Order(4)
  void aClientWithoutACertificateIsNotLetIn() throws Exception {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), broker.url().getPort())) {
      plain.setSoTimeout(10_000);
      plain.getOutputStream().write(new byte[] {0x10, 0x0e, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60});
      assertThat(answer(plain)).as("no CONNACK").isNotEqualTo(0x20);
    }
    assertThat(OpenSsl.connect(folder, broker.url().getPort(), Optional.empty()))
        .containsIgnoringCase("certificate required");
    assertThat(broker.log()).contains("peer did not return a certificate");
  }

  private static int answer(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (java.io.IOException e) {
      return -1; // the broker has hung up
    }
  }

  @Test
  @Order(4)
  void aClientWithACertificateOfAnotherAuthorityIsNotLetIn() throws Exception {
    Path strangers = folder.toRealPath().resolve("strangers");
    GuardedMosquitto.certificates(strangers, 365, "broker", "gw-1");
    assertThat(
            OpenSsl.connect(folder, broker.url().getPort(), Optional.of(strangers.resolve("gw-1"))))
        .containsIgnoringCase("unknown ca");
  }

  @Test
  @Order(4)
  void aGatewaySpeaksForNobodyElse() throws Exception {
    try (MqttTransport other = connect("gw-2")) {
      for (String topic :
          List.of(
              TOPICS.reported("gw-1"),
              TOPICS.presence("gw-1"),
              TOPICS.desired(RING),
              TOPICS.desired(new Target.Gateway("gw-1")),
              TOPICS.resync("all"),
              new Topics("other").reported("gw-2"))) {
        REPORTS.clear();
        assertThatThrownBy(
                () ->
                    other
                        .publish(OutboundMessage.of(topic, new byte[] {1}))
                        .get(20, TimeUnit.SECONDS))
            .as(topic)
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("135"); // MQTT 5, 3.4.2.1: not authorized
      }
      other
          .publish(OutboundMessage.of(TOPICS.presence("gw-2"), new byte[] {1}))
          .get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  @Order(4)
  void aGatewayHearsNothingThatIsForOthers() throws Exception {
    try (MqttTransport other = connect("gw-2")) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      for (String filter : List.of("#", "rq/1/main/+/gw/+/desired", TOPICS.everyReported())) {
        other.subscribe(filter, message -> heard.add(message.topic()));
      }
      other.subscribe(TOPICS.resync("all"), message -> heard.add(message.topic()));
      byte[] any = {1};
      String own = TOPICS.desired(new Target.Gateway("gw-2"));
      await(heard, own, any);
      controller
          .publish(OutboundMessage.of(TOPICS.desired(new Target.Gateway("gw-1")), good(8)))
          .get(20, TimeUnit.SECONDS);
      await(heard, TOPICS.resync("all"), any);
      assertThat(heard).doesNotContain(TOPICS.desired(new Target.Gateway("gw-1")));
      assertThat(heard).noneMatch(topic -> topic.endsWith("/reported"));
    }
  }

  /** Publishes until it is heard: subscriptions take their time. */
  private static void await(BlockingQueue<String> heard, String topic, byte[] payload)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < deadline) {
      controller.publish(OutboundMessage.of(topic, payload)).get(20, TimeUnit.SECONDS);
      String next = heard.poll(200, TimeUnit.MILLISECONDS);
      if (topic.equals(next)) {
        return;
      }
    }
    throw new AssertionError(topic + " is not heard");
  }
}
