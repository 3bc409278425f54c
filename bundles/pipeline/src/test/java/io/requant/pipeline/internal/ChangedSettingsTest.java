package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.ShedReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangedSettingsTest {

  private static final Duration DRAIN = Duration.ofMillis(400);

  @TempDir Path state;
  private Rig rig;

  @BeforeEach
  void start() {
    rig = new Rig(state, 4, DRAIN);
  }

  @AfterEach
  void stop() {
    rig.close();
    rig.assertResultsAreRight();
  }

  @Test
  void aLargerRingKeepsWhatWaitsInItsOrder() {
    rig.give(4);
    rig.pipeline().change(Rig.settings(state, 8, "", DRAIN));
    rig.give(4);
    assertThat(rig.ledger().shed()).isZero();
    rig.running(new FakeBackend("a"), 0);
    rig.awaitNothingInFlight();
    assertThat(rig.results().stream().map(r -> r.frame().id()))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void aSmallerRingShedsTheOldest() {
    rig.give(4);
    rig.pipeline().change(Rig.settings(state, 1, "", DRAIN));
    assertThat(rig.ledger().shedByReason()).isEqualTo(Map.of(ShedReason.OVERLOAD, 3L));
    rig.running(new FakeBackend("a"), 0);
    rig.awaitNothingInFlight();
    assertThat(rig.results().stream().map(r -> r.frame().id())).containsExactly(3L);
  }

  @Test
  void aPreferenceThatWasWrittenIsFollowedAndOneThatIsNotThereWaits() {
    rig.running(new FakeBackend("a"), 9);
    rig.running(new FakeBackend("b"), 0);
    rig.pipeline().change(Rig.settings(state, 4, "b", DRAIN));
    Rig.await(
        "the preferred backend",
        () -> {
          rig.giveOneByOne(1);
          return rig.active().equals("w8a8@b");
        });
    rig.pipeline().change(Rig.settings(state, 4, "c", DRAIN));
    rig.bind(new FakeBackend("c"), -1);
    Rig.await(
        "the backend that was waited for",
        () -> {
          rig.giveOneByOne(1);
          return rig.active().equals("w8a8@c");
        });
    assertThat(rig.ledger().shed()).isZero();
  }

  @Test
  void onlyWhatAPipelineStartsWithNeedsAnother() {
    PipelineSettings now = Rig.settings(state, 4, "", DRAIN);
    assertThat(Rig.settings(state, 9, "b", DRAIN.plusMillis(1)).sameStart(now)).isTrue();
    assertThat(Rig.settings(state.resolve("x"), 4, "", DRAIN).sameStart(now)).isFalse();
  }
}
