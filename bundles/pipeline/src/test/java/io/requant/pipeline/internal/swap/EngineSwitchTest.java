package io.requant.pipeline.internal.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.FakeBackend;
import io.requant.pipeline.internal.FakeEngine;
import io.requant.pipeline.internal.TestModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineSwitchTest {

  private static final Policy POLICY = TestModel.policy("w8a8");
  private static final Duration AT_ONCE = Duration.ZERO;

  private final List<Boolean> there = new ArrayList<>();
  private final EngineSwitch engines = new EngineSwitch(there::add);
  private final BackendRegistry registry = new BackendRegistry("");
  private final BackendEntry a = bound("a");
  private final BackendEntry b = bound("b");

  private BackendEntry bound(String id) {
    FakeBackend backend = new FakeBackend(id);
    return registry.bind(backend, backend.properties(0, 1));
  }

  private static EngineSlot slot(BackendEntry entry) {
    FakeEngine engine = new FakeEngine(entry.id(), POLICY, FakeEngine.Hook.NONE, 0);
    return new EngineSlot(engine, engine.info(), entry, POLICY);
  }

  private static FakeEngine engine(EngineSlot slot) {
    return (FakeEngine) slot.engine();
  }

  private EngineSlot exchange(BackendEntry entry) {
    EngineSlot slot = slot(entry);
    assertThat(engines.exchange(slot, 0, none -> false, old -> {})).isTrue();
    return slot;
  }

  @Test
  void aClosedSlotCannotBeEntered() {
    EngineSlot slot = slot(a);
    assertThat(slot.enter()).isTrue();
    slot.close();
    assertThat(slot.enter()).isFalse();
    assertThat(slot.inside()).isEqualTo(1);
    slot.leave();
    assertThat(slot.enter()).isFalse();
  }

  @Test
  void aSlotIsDrainedWhenTheLastCallLeaves() throws InterruptedException {
    EngineSlot slot = slot(a);
    assertThat(slot.enter()).isTrue();
    assertThat(slot.enter()).isTrue();
    slot.close();
    slot.leave();
    assertThat(slot.drain(AT_ONCE)).isFalse();
    slot.leave();
    assertThat(slot.drain(AT_ONCE)).isTrue();
  }

  @Test
  void theEngineOfAnAbandonedSlotIsClosedByTheLastCallAndOnlyOnce() {
    EngineSlot slot = slot(a);
    assertThat(slot.enter()).isTrue();
    slot.close();
    slot.abandon();
    assertThat(engine(slot).closed()).isFalse();
    slot.leave();
    assertThat(engine(slot).closed()).isTrue();
    slot.closeEngine();
    slot.abandon();
    assertThat(engine(slot).violations()).isEmpty();
  }

  @Test
  void nothingOfABackendThatHasGoneIsPutInPlace() {
    EngineSlot running = exchange(b);
    assertThat(engines.detach(a, false)).isEmpty();
    assertThat(engines.exchange(slot(a), 0, none -> false, old -> {})).isFalse();
    assertThat(engines.current()).contains(running);
  }

  @Test
  void detachingTakesWhatTheBackendPreparedAndNothingElse() {
    EngineSlot old = exchange(a);
    EngineSlot now = exchange(b);
    assertThat(engines.detach(a, false)).containsExactly(old);
    assertThat(engines.current()).contains(now);
    assertThat(engines.previous()).isEmpty();
    assertThat(engines.detach(b, false)).containsExactly(now);
    assertThat(engines.acquire()).isNull();
    assertThat(there).containsExactly(true, true, false);
  }

  @Test
  void detachingTakesWhatOthersAreAboutToEndToo() {
    EngineSlot first = exchange(a);
    EngineSlot second = exchange(a);
    EngineSlot third = exchange(a);
    assertThat(engines.goBack(third)).isTrue();
    assertThat(engines.detach(a, false)).containsExactlyInAnyOrder(first, second, third);
    first.close();
    engines.retired(first);
    assertThat(engines.detach(a, false)).containsExactlyInAnyOrder(second, third);
  }

  @Test
  void aWarmSlotThatIsTakenOutIsStillItsBackendsUntilItHasEnded() {
    EngineSlot old = exchange(a);
    exchange(b);
    assertThat(engines.shelve(0, slot -> true)).containsExactly(old);
    assertThat(engines.detach(a, false)).containsExactly(old);
  }

  @Test
  void aShelvedSlotIsItsBackendsUntilItIsTakenOff() {
    EngineSlot old = exchange(a);
    exchange(a);
    assertThat(engines.shelve(2, slot -> true)).isEmpty();
    assertThat(engines.previous()).isEmpty();
    assertThat(engines.fromShelf(old.policy(), b)).isEmpty();
    assertThat(engines.fromShelf(old.policy(), a)).contains(old);
    assertThat(engines.fromShelf(old.policy(), a)).isEmpty();
    EngineSlot second = engines.current().orElseThrow();
    exchange(b);
    assertThat(engines.shelve(2, slot -> true)).isEmpty();
    assertThat(engines.detach(a, false)).containsExactly(second);
    assertThat(engines.fromShelf(second.policy(), a)).isEmpty();
  }

  @Test
  void theShelfHasRoomForSoManyOneOfAKindAndOnlyForThoseThatMayBeThere() {
    EngineSlot first = exchange(a);
    exchange(a);
    assertThat(engines.shelve(2, slot -> true)).isEmpty();
    EngineSlot again = exchange(a);
    exchange(b);
    assertThat(engines.shelve(2, slot -> true)).as("the same policy twice").containsExactly(first);
    assertThat(engines.sweepShelf(slot -> slot != again)).containsExactly(again);
  }

  @Test
  void thereIsOneWayBackAndOnlyFromTheCurrentSlot() {
    EngineSlot old = exchange(a);
    EngineSlot failed = exchange(b);
    assertThat(engines.goBack(old)).isFalse();
    assertThat(engines.goBack(failed)).isTrue();
    assertThat(engines.current()).contains(old);
    assertThat(engines.goBack(old)).isFalse();
    assertThat(engines.swaps()).isEqualTo(3);
  }

  @Test
  void whatABackendThatHasGoneLeftComputesUntilAnotherTakesOverAndIsNoWayBack() {
    EngineSlot bridge = exchange(a);
    assertThat(engines.detach(a, true)).isEmpty();
    assertThat(engines.current()).contains(bridge);
    List<EngineSlot> retired = new ArrayList<>();
    EngineSlot next = slot(b);
    assertThat(engines.exchange(next, 0, none -> false, retired::add)).isTrue();
    assertThat(retired).containsExactly(bridge);
    assertThat(engines.goBack(next)).isFalse();
    assertThat(engines.endBridge()).isEmpty();
    assertThat(there).containsExactly(true, true);
  }

  @Test
  void aBridgeEndsWhenItIsTold() {
    EngineSlot bridge = exchange(a);
    assertThat(engines.endBridge()).isEmpty();
    assertThat(engines.detach(a, true)).isEmpty();
    assertThat(engines.endBridge()).contains(bridge);
    assertThat(engines.acquire()).isNull();
  }

  @Test
  void thereIsNoBridgeWhereAWarmSlotCanTakeOver() {
    EngineSlot warm = exchange(a);
    EngineSlot going = exchange(b);
    assertThat(engines.detach(b, true)).containsExactly(going);
    assertThat(engines.reinstate(warm, false)).isTrue();
  }
}
