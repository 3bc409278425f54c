package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutRequest;
import io.requant.api.fleet.RolloutState;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.PostgresServer;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.policy.Policy;
import io.requant.model.testing.TestCase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two controllers on one PostgreSQL. */
class SharedControllersTest {

  private static final Policy GOOD = TestCase.of(7).policy();
  private static final Policy NEXT = TestCase.of(8).policy();
  private static final PushOptions OPTIONS =
      PushOptions.with(new ShadowGates(16, 0.9, Duration.ofMillis(100), Duration.ofSeconds(5)));
  private static final int GATEWAYS = 120;
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final SigningKey key = SigningKey.generate();
  private final MemoryTransport transport = new MemoryTransport();
  private final FakeFleet fleet =
      new FakeFleet(
          "acme",
          GATEWAYS,
          transport,
          new TrustedKeys(List.of(key.publicKey())),
          Clock.systemUTC());
  private final List<Controller> living = new ArrayList<>();

  private Controller controller(String id, FleetStore store) throws Exception {
    Controller controller =
        new Controller(
            new ControllerSettings("acme", 65_000),
            transport,
            key,
            store,
            Clock.systemUTC(),
            Optional.of(
                new Membership(
                    new Membership.Settings(id, "http://" + id + ":8630", LEASE),
                    store.leases(),
                    System::nanoTime)));
    living.add(controller);
    return controller;
  }

  /** Lets the living go on until something is so. */
  private void until(String what, BooleanSupplier so) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time until " + what).isLessThan(deadline);
      for (Controller each : living) {
        each.tick();
      }
      fleet.follow();
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  @Test
  void theyShareTheGatewaysAndSurviveTheDeathOfTheOneThatLeads() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder)) {
      StoreSettings settings = server.freshDatabase(folder);
      try (FleetStore oneStore = FleetStore.open(settings, "acme");
          FleetStore otherStore = FleetStore.open(settings, "acme")) {
        Controller one = controller("one", oneStore);
        Controller other = controller("other", otherStore);
        assertThat(one.leads()).isTrue();
        until("both hear half", () -> one.slots().size() == 8 && other.slots().size() == 8);
        assertThat(one.slots()).doesNotContainAnyElementsOf(other.slots());
        fleet.connect();
        assertThatThrownBy(() -> other.push("all", GOOD, OPTIONS))
            .hasMessageContaining("http://one:8630");
        one.push("all", GOOD, OPTIONS);
        until(
            "both know that all converged",
            () -> converged(one) == GATEWAYS && converged(other) == GATEWAYS);

        one.rollout(
            new RolloutRequest(
                "all",
                NEXT,
                OPTIONS,
                RolloutPlan.of(List.of(1000, 5000, 10_000)),
                Optional.empty()),
            "anna");
        until("the first wave is out", () -> one.rollouts().get(0).wave() == 1);
        living.remove(one); // it hangs: it neither renews its leases nor says good-bye
        until("the other leads and hears all", () -> other.leads() && other.slots().size() == 16);
        until(
            "the rollout is completed",
            () -> other.rollouts().get(0).state() == RolloutState.COMPLETED);
        assertThat(converged(other)).isEqualTo(GATEWAYS);
        assertThat(other.rollouts().get(0).publishes()).isEqualTo(3);

        int published = transport.published.size();
        assertThatThrownBy(() -> one.pushToGateway("gw-1", GOOD, OPTIONS))
            .hasMessageContaining("another controller leads");
        assertThat(transport.published).hasSize(published);
        living.add(one); // it comes back to itself
        until("the first follows", () -> !one.leads() && one.slots().size() == 8);
        until(
            "the first knows",
            () ->
                one.rollouts().get(0).state() == RolloutState.COMPLETED
                    && converged(one) == GATEWAYS);
        living.remove(other);
        other.close();
        until("who leaves is replaced at once", one::leads);
        one.close();
      }
    }
  }

  private static int converged(Controller controller) {
    return controller.rings().get("all").converged();
  }
}
