package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.fleet.GatewayStanding;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutRequest;
import io.requant.api.fleet.RolloutState;
import io.requant.api.fleet.RolloutView;
import io.requant.api.fleet.Standing;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.policy.Policy;
import io.requant.model.testing.TestCase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutFlowTest {

  private static final Policy GOOD = TestCase.of(7).policy();
  private static final Policy NEXT = TestCase.of(8).policy();
  private static final PushOptions OPTIONS =
      PushOptions.with(new ShadowGates(16, 0.9, Duration.ofMillis(100), Duration.ofSeconds(5)));
  private static final int GATEWAYS = 200;
  private static final List<Integer> WAVES = List.of(500, 2000, 5000, 8000, 10_000);

  @TempDir Path directory;
  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final SigningKey key = SigningKey.generate();
  private final MemoryTransport transport = new MemoryTransport();
  private final FakeFleet fleet =
      new FakeFleet("acme", GATEWAYS, transport, new TrustedKeys(List.of(key.publicKey())), clock);
  private FleetStore store;
  private Controller controller;

  @BeforeEach
  void open() throws Exception {
    store = FleetStore.open(StoreSettings.embedded(directory), "acme");
    controller =
        new Controller(new ControllerSettings("acme", 65_000), transport, key, store, clock);
  }

  @AfterEach
  void close() {
    controller.close();
    store.close();
  }

  private void restart() throws Exception {
    close();
    open();
  }

  private void step() throws Exception {
    fleet.follow();
    clock.pass(Duration.ofSeconds(1));
    controller.tick();
  }

  private RolloutView newest() {
    return controller.rollouts().get(0);
  }

  private RolloutView begin(Policy policy, RolloutPlan plan) {
    return controller.rollout(
        new RolloutRequest("all", policy, OPTIONS, plan, Optional.empty()), "anna");
  }

  private RolloutState untilItStops(int most) throws Exception {
    for (int i = 0; i < most; i++) {
      step();
      RolloutState state = newest().state();
      if (state.ended() || state == RolloutState.PAUSED) {
        break;
      }
    }
    return newest().state();
  }

  private void runGoodEverywhere() throws Exception {
    fleet.connect();
    controller.push("all", GOOD, OPTIONS);
    step();
  }

  @Test
  void fiveWavesTakeFiveMessagesWhateverTheSizeOfTheFleet() throws Exception {
    runGoodEverywhere();
    int before = transport.published.size();
    begin(NEXT, RolloutPlan.of(WAVES));
    assertThat(untilItStops(40)).isEqualTo(RolloutState.COMPLETED);
    assertThat(transport.published).hasSize(before + 5);
    assertThat(newest().publishes()).isEqualTo(5);
    assertThat(newest().counts().converged()).isEqualTo(GATEWAYS);
    assertThat(store.orders().baseline("all")).contains(NEXT);
  }

  @Test
  void aGatewayWhoseClockIsFarBehindDoesNotHoldARollbackUpForEver() throws Exception {
    runGoodEverywhere();
    fleet.bad.add(NEXT.digest().hex());
    begin(NEXT, RolloutPlan.of(WAVES));
    fleet.behind.add("gw-0");
    assertThat(untilItStops(60))
        .as("it may only be a little behind")
        .isEqualTo(RolloutState.ROLLING_BACK);
    clock.pass(Duration.ofMinutes(8));
    assertThat(untilItStops(20)).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(newest().counts().failures()).containsEntry("NOT_YET_VALID", 1);
  }

  @Test
  void aBadPolicyIsTriedByItsFirstWaveOnlyAndTheFleetGoesBack() throws Exception {
    runGoodEverywhere();
    fleet.bad.add(NEXT.digest().hex());
    RolloutView begun = begin(NEXT, RolloutPlan.of(WAVES));
    assertThat(untilItStops(40)).isEqualTo(RolloutState.ROLLED_BACK);
    Slice first = new Slice(begun.id(), 0, 500);
    assertThat(fleet.tried.get(NEXT.digest().hex())).isNotEmpty().allMatch(first::contains);
    assertThat(newest().wave()).isEqualTo(1);
    assertThat(newest().counts().converged()).isEqualTo(GATEWAYS);
    assertThat(store.orders().baseline("all")).contains(GOOD);
    assertThat(controller.explain("gw-0").orElseThrow().report().activeDigest())
        .isEqualTo(GOOD.digest().hex());
    assertThat(store.audit().newest(20))
        .extracting("event")
        .contains("rollout", "rollout.RUNNING", "rollout.ROLLING_BACK", "rollout.ROLLED_BACK");
  }

  @Test
  void aRestartInEveryStepChangesNothing() throws Exception {
    runGoodEverywhere();
    begin(NEXT, RolloutPlan.of(WAVES));
    for (int i = 0; i < 40 && !newest().state().ended(); i++) {
      step();
      restart();
    }
    assertThat(newest().state()).isEqualTo(RolloutState.COMPLETED);
    assertThat(newest().publishes()).isEqualTo(5);
    assertThat(controller.rings().get("all").converged()).isEqualTo(GATEWAYS);
  }

  @Test
  void everyGatewayIsAccountedFor() throws Exception {
    fleet.mute.add("gw-3");
    fleet.mute.add("gw-4");
    runGoodEverywhere();
    fleet.leave("gw-4");
    clock.pass(Duration.ofMinutes(3));
    controller.tick();
    assertThat(controller.rings().get("all").converged()).isEqualTo(GATEWAYS - 2);
    assertThat(controller.rings().get("all").unknown()).isEqualTo(2);
    GatewayStanding silent = controller.explain("gw-3").orElseThrow();
    assertThat(silent.standing()).isEqualTo(Standing.UNKNOWN);
    assertThat(silent.why()).contains("nothing was heard");
    assertThat(controller.explain("gw-4").orElseThrow().why()).contains("connection is gone");
    assertThat(controller.explain("gw-9999")).isEmpty();
    assertThat(controller.standings()).hasSize(GATEWAYS);
  }

  @Test
  void gatewaysThatMissedTheMessageAreRemindedWithinBounds() throws Exception {
    fleet.connect();
    fleet.mute.addAll(List.of("gw-1", "gw-2"));
    controller.push("all", GOOD, OPTIONS);
    fleet.follow();
    int before = transport.published.size();
    for (int i = 0; i < 600; i++) {
      clock.pass(Duration.ofSeconds(1));
      controller.tick();
    }
    assertThat(transport.published).hasSize(before + 2 * AntiEntropy.MAX_REMINDERS);
    fleet.mute.clear();
    fleet.follow();
    assertThat(controller.rings().get("all").converged()).isEqualTo(GATEWAYS);
  }

  @Test
  void whenMostMissedItTheRingsMessageIsRepeatedNowAndThen() throws Exception {
    fleet.connect();
    controller.push("all", GOOD, OPTIONS);
    int before = transport.published.size();
    for (int i = 0; i < 7200; i += 10) {
      clock.pass(Duration.ofSeconds(10));
      controller.tick();
    }
    assertThat(transport.published)
        .hasSize(before + AntiEntropy.MAX_REPEATS)
        .last()
        .matches(message -> message.retained() && message.topic().contains("/ring/all/"));
  }

  @Test
  void aPausedRolloutWaitsAndAnAbortedOneHalts() throws Exception {
    runGoodEverywhere();
    RolloutView begun = begin(NEXT, RolloutPlan.of(WAVES));
    step();
    step();
    controller.order(begun.id(), RolloutOrder.PAUSE, "anna");
    int wave = newest().wave();
    for (int i = 0; i < 10; i++) {
      step();
    }
    assertThat(newest().wave()).isEqualTo(wave);
    assertThatThrownBy(() -> controller.push("all", GOOD, OPTIONS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(begun.id());
    assertThatThrownBy(() -> begin(GOOD, RolloutPlan.of(WAVES)))
        .isInstanceOf(IllegalStateException.class);
    controller.order(begun.id(), RolloutOrder.ABORT, "anna");
    step();
    assertThat(newest().state()).isEqualTo(RolloutState.ABORTED);
    controller.order(begun.id(), RolloutOrder.ROLLBACK, "anna");
    assertThat(untilItStops(9)).isEqualTo(RolloutState.ROLLED_BACK);
    assertThat(controller.rings().get("all").converged()).isEqualTo(GATEWAYS);
  }

  @Test
  void aFirstRolloutNeedsSomethingToGoBackTo() throws Exception {
    fleet.connect();
    assertThatThrownBy(() -> begin(NEXT, RolloutPlan.of(WAVES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fallback");
    controller.rollout(
        new RolloutRequest("all", NEXT, OPTIONS, RolloutPlan.of(WAVES), Optional.of(GOOD)), "anna");
    assertThat(newest().fallback()).contains(GOOD.name());
  }

  @Test
  void anOlderControllerCannotGoOnOnceANewerOneHasBegun() throws Exception {
    runGoodEverywhere();
    try (Controller newer =
        new Controller(new ControllerSettings("acme", 65_000), transport, key, store, clock)) {
      int before = transport.published.size();
      assertThatThrownBy(() -> controller.push("all", NEXT, OPTIONS))
          .hasMessageContaining("another controller leads");
      assertThat(transport.published).hasSize(before);
      newer.push("all", NEXT, OPTIONS);
    }
  }

  @Test
  void aMessageIsWrittenAnewBeforeItExpires() throws Exception {
    runGoodEverywhere();
    int before = transport.published.size();
    clock.pass(Duration.ofDays(23));
    controller.tick();
    assertThat(transport.published).hasSize(before);
    clock.pass(Duration.ofDays(2));
    controller.tick();
    controller.tick();
    assertThat(transport.published).hasSize(before + 1);
    Desired renewed =
        SignedDesired.open(
                transport.published.get(before).payload(),
                65_000,
                new TrustedKeys(List.of(key.publicKey())))
            .desired();
    assertThat(renewed.expires()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
    assertThat(renewed.policy().orElseThrow().digest()).isEqualTo(GOOD.digest());
    fleet.follow();
    assertThat(controller.rings().get("all").converged()).isEqualTo(GATEWAYS);
    assertThat(store.audit().newest(1).get(0).event()).isEqualTo("renewed");
  }

  @Test
  void gatewaysThatReportedBeforeItListenedForTheFirstTimeAreAskedWhenTheirRingIsOrdered()
      throws Exception {
    controller.rollout(
        new RolloutRequest("all", GOOD, OPTIONS, RolloutPlan.of(WAVES), Optional.of(NEXT)), "anna");
    assertThat(untilItStops(60)).isEqualTo(RolloutState.COMPLETED);
    assertThat(newest().counts().converged()).isEqualTo(GATEWAYS);
  }
}
