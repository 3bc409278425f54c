package io.requant.fleet.controller.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.fleet.GatewayPhase;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Reported;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RollCallTest {

  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration ALL_HAVE_HAD_THEIR_TIME = RollCall.SPREAD.plus(ANSWER);

  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final Registry registry = new Registry();
  private final List<String> asked = new ArrayList<>();
  private final RollCall rollCall =
      new RollCall(registry, () -> Set.of("a", "b"), asked::add, clock, ANSWER);
  private long number;

  private void reports(String gateway) {
    registry.report(
        new Reported(
            gateway,
            "a",
            "boot",
            ++number,
            clock.instant(),
            Position.NONE,
            GatewayPhase.ACTIVE,
            Optional.empty(),
            "-",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        clock.millis());
  }

  private boolean online(String gateway) {
    return registry.find(gateway).orElseThrow().row().online();
  }

  private void pass(Duration time) {
    clock.pass(time);
    rollCall.tick();
  }

  @Test
  void afterAnInterruptionWhoDoesNotAnswerIsGoneAndWhoDoesIsNot() {
    rollCall.connection(true);
    pass(Duration.ofSeconds(1));
    reports("there");
    reports("vanished");
    pass(Duration.ofMinutes(10));
    assertThat(online("vanished")).as("it answered at the start").isTrue();
    asked.clear();
    rollCall.connection(false);
    rollCall.connection(true);
    pass(Duration.ofSeconds(1));
    assertThat(asked).containsExactly("a", "b");
    clock.pass(Duration.ofSeconds(30));
    reports("there");
    pass(Duration.ofSeconds(30));
    assertThat(online("vanished")).as("it still has time").isTrue();
    pass(ALL_HAVE_HAD_THEIR_TIME);
    assertThat(online("vanished")).isFalse();
    assertThat(online("there")).isTrue();
    assertThat(registry.takeUnsaved()).extracting("id").contains("vanished");
    reports("vanished");
    assertThat(online("vanished")).as("it has come back").isTrue();
  }

  @Test
  void nobodyIsGoneWhileThereIsNoConnection() {
    rollCall.connection(true);
    reports("there");
    clock.pass(Duration.ofMinutes(1));
    rollCall.now();
    clock.pass(Duration.ofSeconds(1));
    rollCall.connection(false);
    pass(ALL_HAVE_HAD_THEIR_TIME.multipliedBy(3));
    assertThat(online("there")).isTrue();
    rollCall.connection(true);
    pass(Duration.ofSeconds(1));
    assertThat(asked).containsExactly("a", "b", "a", "b");
    pass(ALL_HAVE_HAD_THEIR_TIME);
    assertThat(online("there")).isFalse();
  }

  @Property(tries = 200)
  void howeverOftenTheConnectionBreaksEveryRingIsAskedOnceInTwoMinutes(
      @ForAll @Size(max = 200) List<@IntRange(max = 60) Integer> seconds) {
    asked.clear();
    long start = clock.millis();
    boolean there = false;
    for (int pause : seconds) {
      there = !there;
      rollCall.connection(there);
      pass(Duration.ofSeconds(pause));
    }
    long most = 1 + (clock.millis() - start) / (RollCall.PAUSE_SECONDS * 1000L);
    assertThat(asked.stream().filter("a"::equals).count()).isLessThanOrEqualTo(most + 1);
  }
}
