package io.requant.fleet.controller.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.fleet.GatewayPhase;
import io.requant.fleet.controller.internal.store.OrderTable.Issued;
import io.requant.fleet.controller.internal.store.OrderTable.RolloutRow;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Target;
import io.requant.model.policy.Policy;
import io.requant.model.testing.TestCase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every database must do. */
abstract class StoreContract {

  static final Policy POLICY = TestCase.of(7).policy();
  static final Policy OTHER = TestCase.of(8).policy();
  private static final List<URI> URLS =
      List.of(URI.create("https://a.example/p.rqp"), URI.create("https://b.example/p.rqp?v=2"));

  /** Opens the store of this test, a second time too. */
  abstract FleetStore open() throws Exception;

  static GatewayRow row(String id, long reportSeq, GatewayPhase phase) {
    return new GatewayRow(
        id,
        "all",
        "boot-1",
        reportSeq,
        1000 + reportSeq,
        new Position(3, 7),
        phase,
        phase == GatewayPhase.REJECTED ? RejectionCode.GATE_FAILED : null,
        "says 'so'; drop table gateway; --",
        "w4a4",
        "ab".repeat(32),
        7,
        phase.settled() ? 2000 : 0,
        RejectionCode.EXPIRED,
        "was late",
        3,
        1500,
        true,
        900,
        new GatewayRow.Figures(32_000, 20_000, 0.97, 29.5, 1200, 0),
        5000);
  }

  static AuditTable.Entry entry(String event) {
    return new AuditTable.Entry(1, "anna", event, "all", "{}");
  }

  static OrderTable.Order message(Target target, String text) {
    return new OrderTable.Order(
        Optional.of(
            new OrderTable.Message(
                target, 77, position -> (text + " " + position).getBytes(StandardCharsets.UTF_8))),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        entry("desired"));
  }

  @Test
  void whatIsOrderedIsThereAfterTheStoreWasClosed() throws Exception {
    Target ring = new Target.Ring("all");
    Target gateway = new Target.Gateway("gw-1");
    try (FleetStore store = open()) {
      assertThat(store.orders().beginEpoch()).isEqualTo(new Position(1, 0));
      store.orders().carryOut(1, message(ring, "first"));
      store.orders().carryOut(1, message(gateway, "second"));
      Issued issued = store.orders().carryOut(1, message(ring, "third")).orElseThrow();
      assertThat(issued.position()).isEqualTo(new Position(1, 3));
    }
    try (FleetStore store = open()) {
      var desired = store.orders().desired();
      assertThat(desired).hasSize(2);
      assertThat(new String(desired.get(ring).message(), StandardCharsets.UTF_8))
          .isEqualTo("third 1.3");
      assertThat(new String(desired.get(gateway).message(), StandardCharsets.UTF_8))
          .isEqualTo("second 1.2");
      assertThat(desired.get(ring).issued()).isEqualTo(77);
      assertThat(store.orders().beginEpoch()).isEqualTo(new Position(2, 3));
      assertThat(store.audit().newest(10)).hasSize(3).allMatch(e -> e.actor().equals("anna"));
    }
  }

  @Test
  void whoHasAnOlderEpochIsFencedOffAndChangesNothing() throws Exception {
    try (FleetStore store = open()) {
      store.orders().beginEpoch();
      store.orders().beginEpoch();
      assertThatThrownBy(() -> store.orders().carryOut(1, message(new Target.Ring("all"), "x")))
          .isInstanceOf(FencedException.class);
      assertThat(store.orders().desired()).isEmpty();
      assertThat(store.audit().newest(10)).isEmpty();
      assertThat(store.orders().place()).isEqualTo(new Position(2, 0));
    }
  }

  @Test
  void anOrderThatFailsLeavesNothingBehind() throws Exception {
    try (FleetStore store = open()) {
      store.orders().beginEpoch();
      OrderTable.Order order =
          new OrderTable.Order(
              Optional.of(
                  new OrderTable.Message(
                      new Target.Ring("all"),
                      1,
                      position -> {
                        throw new IllegalArgumentException("too large");
                      })),
              Optional.of(new RolloutRow("ro-1", "all", 1, false, "{}")),
              List.of(new OrderTable.Kept(POLICY, List.of())),
              Optional.empty(),
              entry("desired"));
      assertThatThrownBy(() -> store.orders().carryOut(1, order)).hasMessage("too large");
      assertThat(store.orders().place()).isEqualTo(new Position(1, 0));
      assertThat(store.orders().policy(POLICY.digest().hex())).isEmpty();
      assertThat(store.orders().rollouts(10)).isEmpty();
    }
  }

  @Test
  void policiesBaselinesAndRolloutsAreKeptWithTheOrder() throws Exception {
    try (FleetStore store = open()) {
      store.orders().beginEpoch();
      for (Policy policy : List.of(POLICY, OTHER)) {
        store
            .orders()
            .carryOut(
                1,
                new OrderTable.Order(
                    Optional.empty(),
                    Optional.of(
                        new RolloutRow("ro-1", "all", 1, policy.equals(OTHER), "{\"a\":1}")),
                    List.of(
                        new OrderTable.Kept(POLICY, List.of()),
                        new OrderTable.Kept(OTHER, policy.equals(OTHER) ? List.of() : URLS)),
                    Optional.of(new OrderTable.Baseline("all", policy.digest().hex())),
                    entry("rollout")));
        assertThat(store.orders().baseline("all")).contains(policy);
        assertThat(store.orders().baseline("other")).isEmpty();
      }
      assertThat(store.orders().policy(POLICY.digest().hex())).contains(POLICY);
      assertThat(store.orders().urls(POLICY.digest().hex())).isEmpty();
      assertThat(store.orders().urls(OTHER.digest().hex()))
          .as("they stay when it is named without")
          .isEqualTo(URLS);
      assertThat(store.orders().rollouts(10)).hasSize(1).first().matches(RolloutRow::ended);
      assertThat(store.orders().rollouts(0)).isEmpty();
    }
  }

  @Test
  void gatewaysAreWrittenInBatchesAndReadBackAsTheyWere() throws Exception {
    List<GatewayRow> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      rows.add(row("gw-" + (1000 + i), 1, GatewayPhase.SEEN));
    }
    try (FleetStore store = open()) {
      store.gateways().write(rows.subList(0, 600), 10);
      store.gateways().write(rows.subList(400, 1000), 20);
      GatewayRow changed = row("gw-1500", 2, GatewayPhase.REJECTED);
      store.gateways().write(List.of(changed), 30);
      rows.set(500, changed);
    }
    try (FleetStore store = open()) {
      List<GatewayRow> read = new ArrayList<>();
      store.gateways().read(0, read::add);
      assertThat(read).isEqualTo(rows);
      List<GatewayRow> recent = new ArrayList<>();
      store.gateways().read(30, recent::add);
      assertThat(recent).containsExactly(rows.get(500));
    }
  }

  @Test
  void textsOfReportsThatNoDatabaseTakesAreStoredAllTheSame() throws Exception {
    GatewayRow odd = row("gw-1", 1, GatewayPhase.ACTIVE);
    GatewayRow nul =
        new GatewayRow(
            odd.id(),
            odd.ring(),
            odd.bootId(),
            2,
            1,
            odd.observed(),
            odd.phase(),
            null,
            "nul \0 and \uD83D\uDE00 " + "x".repeat(480),
            "w\0",
            "",
            0,
            0,
            null,
            "",
            0,
            0,
            false,
            0,
            GatewayRow.Figures.NONE,
            0);
    try (FleetStore store = open()) {
      store.gateways().write(List.of(nul), 1);
      store.audit().append(List.of(new AuditTable.Event(1, "gw-1", "a\0b" + "y".repeat(5000))));
      List<GatewayRow> read = new ArrayList<>();
      store.gateways().read(0, read::add);
      assertThat(read.get(0).message()).startsWith("nul \uFFFD and \uD83D\uDE00");
      assertThat(store.audit().of("gw-1", 5).get(0).detail()).hasSize(4000).startsWith("a\uFFFDb");
    }
  }

  @Test
  void whatGatewaysSaidIsKeptUpToALimit() throws Exception {
    try (FleetStore store = open()) {
      for (int i = 0; i < 30; i++) {
        store.audit().append(List.of(new AuditTable.Event(i, "gw-" + i % 2, "{\"n\":" + i + "}")));
      }
      store.audit().prune(10);
      assertThat(store.audit().of("gw-1", 100)).hasSize(5);
      assertThat(store.audit().of("gw-1", 2).get(0).detail()).isEqualTo("{\"n\":29}");
    }
  }

  @Test
  void theClockOfTheDatabaseIsAboutRight() throws Exception {
    try (FleetStore store = open()) {
      assertThat(store.database().now()).isBetween(now() - 5000, now() + 5000);
    }
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
