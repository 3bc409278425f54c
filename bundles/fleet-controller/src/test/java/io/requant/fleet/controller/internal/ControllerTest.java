package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.fleet.GatewayReport;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.ReportedCodec;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.testing.TestCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerTest {

  private static final Policy POLICY = TestCase.of(7).policy();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final PushOptions OPTIONS =
      PushOptions.with(new ShadowGates(16, 0.9, Duration.ofMillis(100), Duration.ofSeconds(5)));

  @TempDir Path directory;
  private final SigningKey key = SigningKey.generate();
  private final Topics topics = new Topics("acme");
  private final MutableClock clock = new MutableClock(NOW);
  private MemoryTransport transport = new MemoryTransport();

  private final List<FleetStore> stores = new ArrayList<>();

  private FleetStore open() throws IOException {
    FleetStore store = FleetStore.open(StoreSettings.embedded(directory), "acme");
    stores.add(store);
    return store;
  }

  @AfterEach
  void closeStores() {
    stores.forEach(FleetStore::close);
  }

  private Controller controller(int limit) throws IOException {
    return new Controller(new ControllerSettings("acme", limit), transport, key, open(), clock);
  }

  private SignedDesired open(byte[] message) throws Exception {
    return SignedDesired.open(message, 65_536, new TrustedKeys(List.of(key.publicKey())));
  }

  private static Reported report(long reportSeq, Position observed, GatewayPhase phase) {
    return new Reported(
        "gw-1",
        "all",
        "boot-1",
        reportSeq,
        NOW,
        observed,
        phase,
        phase == GatewayPhase.REJECTED ? Optional.of(RejectionCode.GATE_FAILED) : Optional.empty(),
        "says so",
        Optional.of(new Reported.ActivePolicy("w4a4", "ab".repeat(32), observed.seq())),
        Optional.empty(),
        Optional.empty(),
        Optional.of(
            new Reported.ActivationFigures(
                observed.seq(),
                3000,
                30_000,
                Optional.of(32_000L),
                3000,
                20_000,
                Optional.of(1.0))),
        Optional.of(new Reported.Health(30, 100, 200, 3000, 1, 10, 10, 0, 0, 0)),
        Optional.empty());
  }

  private void deliver(Reported report) {
    transport.deliver(topics.reported(report.gateway()), ReportedCodec.encode(report));
  }

  @Test
  void aPushIsSignedNumberedRetainedAndLogged() throws Exception {
    try (Controller controller = controller(65_000)) {
      PushReceipt first = controller.push("all", POLICY, OPTIONS);
      PushReceipt second = controller.halt("all");
      assertThat(first.epoch()).isEqualTo(1);
      assertThat(first.seq()).isEqualTo(1);
      assertThat(second.seq()).isEqualTo(2);
      var message = transport.published.get(0);
      assertThat(message.retained()).isTrue();
      assertThat(message.topic()).isEqualTo("rq/1/acme/ring/all/desired");
      assertThat(message.payload()).hasSize(first.messageBytes());
      SignedDesired signed = open(message.payload());
      assertThat(PolicyCodec.decode(signed.attachment())).isEqualTo(POLICY);
      assertThat(signed.desired().expires()).isEqualTo(NOW.plus(Duration.ofDays(30)));
      assertThat(signed.desired().gates().shadow()).isEqualTo(OPTIONS.gates());
      assertThat(open(transport.published.get(1).payload()).desired().action())
          .isEqualTo(Desired.Action.HALT);
    }
    List<AuditTable.Entry> audit = open().audit().newest(10);
    assertThat(audit).hasSize(2).allMatch(e -> e.actor().equals("process"));
    assertThat(audit.get(1).detail()).contains("\"action\":\"APPLY\"", POLICY.digest().hex());
  }

  @Test
  void aRestartBeginsANewEpochAndPublishesAgainWhatIsWanted() throws Exception {
    byte[] message;
    try (Controller controller = controller(65_000)) {
      controller.push("all", POLICY, OPTIONS);
      controller.push("all", POLICY, OPTIONS);
      message = transport.published.get(1).payload();
    }
    transport = new MemoryTransport();
    try (Controller controller = controller(65_000)) {
      assertThat(transport.published).hasSize(2);
      assertThat(transport.published.get(0).payload()).isEqualTo(message);
      assertThat(transport.published.get(1).topic())
          .as("who is there")
          .endsWith("/ring/all/resync");
      PushReceipt next = controller.push("all", POLICY, OPTIONS);
      assertThat(next.epoch()).isEqualTo(2);
      assertThat(next.seq()).isEqualTo(3);
    }
  }

  @Test
  void aMessageThatIsTooLargeIsNeitherStoredNorPublished() throws Exception {
    try (Controller controller = controller(1024)) {
      PushOptions wordy =
          new PushOptions(
              OPTIONS.gates(),
              OPTIONS.validity(),
              OPTIONS.jitter(),
              OPTIONS.soak(),
              Optional.of("(arch=" + "x".repeat(400) + ")"),
              OPTIONS.adapt());
      assertThatThrownBy(() -> controller.push("all", POLICY, wordy))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("messageLimit");
      assertThat(transport.published).isEmpty();
    }
  }

  @Test
  void whoWaitsForAGatewayHearsWhenItIsDone() throws Exception {
    try (Controller controller = controller(65_000)) {
      List<GatewayReport> heard = new ArrayList<>();
      controller.onReport(heard::add);
      PushReceipt receipt = controller.push("all", POLICY, OPTIONS);
      CompletableFuture<GatewayReport> settled = controller.settled("gw-1", receipt);
      deliver(report(1, Position.NONE, GatewayPhase.ACTIVE));
      deliver(report(2, new Position(1, 1), GatewayPhase.SHADOW));
      assertThat(settled).isNotDone();
      deliver(report(3, new Position(1, 1), GatewayPhase.ACTIVE));
      assertThat(settled).isCompleted();
      assertThat(settled.join().activation()).contains(Duration.ofMillis(32));
      assertThat(settled.join().shadow()).contains(Duration.ofMillis(20));
      assertThat(controller.settled("gw-1", receipt)).isCompleted();
      assertThat(heard).hasSize(3);
      assertThat(controller.reports()).hasSize(1);
    }
  }

  @Test
  void aReportThatComesLateDoesNotOverruleANewerOne() throws Exception {
    try (Controller controller = controller(65_000)) {
      deliver(report(5, new Position(1, 2), GatewayPhase.ACTIVE));
      deliver(report(4, new Position(1, 1), GatewayPhase.REJECTED));
      assertThat(controller.reports().get(0).phase()).isEqualTo(GatewayPhase.ACTIVE);
    }
  }

  @Test
  void presenceIsShownAndALateWillOfAnOldProcessIsNot() throws Exception {
    try (Controller controller = controller(65_000)) {
      deliver(report(1, new Position(1, 2), GatewayPhase.ACTIVE));
      transport.deliver(
          topics.presence("gw-1"),
          new Presence("gw-1", Presence.State.OFFLINE, Optional.of("boot-0")).encode());
      assertThat(controller.reports().get(0).online()).isTrue();
      transport.deliver(
          topics.presence("gw-1"),
          new Presence("gw-1", Presence.State.OFFLINE, Optional.empty()).encode());
      assertThat(controller.reports().get(0).online()).isFalse();
      deliver(report(2, new Position(1, 2), GatewayPhase.ACTIVE));
      assertThat(controller.reports().get(0).online()).isTrue();
    }
  }

  @Test
  void aGatewayThatMissedItsRingsMessageIsSentItAgain() throws Exception {
    try (Controller controller = controller(65_000)) {
      controller.push("all", POLICY, OPTIONS);
      deliver(report(1, Position.NONE, GatewayPhase.ACTIVE));
      assertThat(transport.published).hasSize(2);
      var reminder = transport.published.get(1);
      assertThat(reminder.retained()).isFalse();
      assertThat(reminder.topic())
          .isEqualTo(topics.reported("gw-1").replace("reported", "desired"));
      assertThat(reminder.payload()).isEqualTo(transport.published.get(0).payload());
      deliver(report(2, Position.NONE, GatewayPhase.ACTIVE));
      assertThat(transport.published).as("not again within 10 s").hasSize(2);
      deliver(report(3, new Position(1, 1), GatewayPhase.SEEN));
      assertThat(transport.published).hasSize(2);
    }
  }

  @Test
  void aPinnedGatewayIsNotReminded() throws Exception {
    try (Controller controller = controller(65_000)) {
      controller.pushToGateway("gw-1", POLICY, OPTIONS);
      controller.push("all", POLICY, OPTIONS);
      deliver(report(1, new Position(1, 1), GatewayPhase.ACTIVE));
      assertThat(transport.published).hasSize(2);
      controller.release("gw-1");
      deliver(report(2, new Position(1, 1), GatewayPhase.ACTIVE));
      controller.tick();
      assertThat(transport.published).as("it may still be on its way").hasSize(3);
      clock.pass(Duration.ofSeconds(11));
      controller.tick();
      assertThat(transport.published).hasSize(4);
    }
  }

  @Test
  void whatIsMalformedOrFromAnotherGatewayIsIgnored() throws Exception {
    try (Controller controller = controller(65_000)) {
      transport.deliver(topics.reported("gw-1"), "{".getBytes(StandardCharsets.UTF_8));
      transport.deliver(topics.presence("gw-1"), new byte[100_000]);
      transport.deliver(
          topics.reported("gw-2"),
          ReportedCodec.encode(report(1, Position.NONE, GatewayPhase.ACTIVE)));
      assertThat(controller.reports()).isEmpty();
    }
  }
}
