package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.ShedReason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalTest {

  private static final Duration DRAIN = Duration.ofMillis(400);

  @TempDir Path state;
  private Rig rig;
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();

  @BeforeEach
  void start() {
    rig = new Rig(state, 4, DRAIN);
  }

  @AfterEach
  void stop() {
    go.countDown();
    rig.close();
    assertThat(rig.ledger().inFlight()).isZero();
    rig.assertResultsAreRight();
  }

  private FakeBackend waitingInside(String id) {
    return new FakeBackend(id)
        .engines(
            (engine, call) -> {
              if (stopping.get()) {
                inside.countDown();
                Rig.hangUntil(go);
              }
            });
  }

  @Test
  void unbindingTheActiveBackendWaitsForTheCallInsideAndClosesTheEngineBeforeItReturns() {
    FakeBackend a = rig.running(waitingInside("a"), 0);
    stopping.set(true);
    rig.give(1);
    BadProviderTest.awaitLatch(inside);
    CompletableFuture<Boolean> closedAtReturn =
        CompletableFuture.supplyAsync(
            () -> {
              rig.unbind(a);
              return a.latest().closed();
            });
    Rig.await("the slot to be cleared", () -> rig.active().equals("nobody"));
    assertThat(a.latest().closed()).isFalse();
    stopping.set(false);
    go.countDown();
    assertThat(Rig.get(closedAtReturn)).isTrue();
    assertThat(a.latest().violations()).isEmpty();
    rig.awaitNothingInFlight();
    assertThat(rig.results()).hasSize(1);
  }

  @Test
  void unbindingABackendWhoseCallHangsReturnsAfterTheDrainAndTheFrameIsComputedElsewhere() {
    FakeBackend a = rig.running(waitingInside("a"), 9);
    rig.bind(new FakeBackend("b"), 0);
    rig.settle();
    stopping.set(true);
    rig.give(3);
    BadProviderTest.awaitLatch(inside);
    long before = System.nanoTime();
    rig.unbind(a);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    rig.awaitNothingInFlight();
    assertThat(rig.results()).hasSize(3);
    assertThat(rig.active()).isEqualTo("w8a8@b");
    assertThat(a.latest().closed()).isFalse();
    go.countDown();
    Rig.await("the late close", () -> a.latest().closed());
    assertThat(a.latest().violations()).isEmpty();
  }

  @Test
  void unbindingTheOldAfterBindingItsReplacementDoesNotTouchTheReplacement() {
    FakeBackend old = rig.running(new FakeBackend("a"), 0);
    FakeBackend replacement = new FakeBackend("a");
    rig.bind(replacement, 0);
    rig.unbind(old);
    rig.settle();
    assertThat(rig.pipeline().status().backends()).containsExactly("a");
    rig.giveOneByOne(5);
    assertThat(rig.results()).hasSize(5);
    assertThat(replacement.latest().calls()).isGreaterThanOrEqualTo(5);
    assertThat(old.latest().closed()).isTrue();
    assertThat(old.latest().violations()).isEmpty();
  }

  @Test
  void unbindingABackendWhileItPreparesGivesUpTheAttempt() {
    FakeBackend a =
        new FakeBackend("a")
            .preparing(
                () -> {
                  inside.countDown();
                  go.await(1, TimeUnit.MINUTES);
                });
    rig.bind(a, 0);
    BadProviderTest.awaitLatch(inside);
    CompletableFuture<Void> unbound = CompletableFuture.runAsync(() -> rig.unbind(a));
    go.countDown();
    Rig.get(unbound);
    rig.settle();
    assertThat(rig.active()).isEqualTo("nobody");
    assertThat(a.prepared()).allSatisfy(engine -> assertThat(engine.closed()).isTrue());
  }

  @Test
  void unbindingABackendWaitsForWhatItStillPreparesForAnOvertakenRequest() {
    AtomicBoolean first = new AtomicBoolean(true);
    FakeBackend a = rig.running(new FakeBackend("a"), 0);
    a.preparing(
        () -> {
          if (first.getAndSet(false)) {
            inside.countDown();
            go.await(1, TimeUnit.MINUTES);
          }
        });
    CompletableFuture<?> overtaken = rig.pipeline().activate(Rig.POLICIES.get(1), Rig.AT_ONCE);
    BadProviderTest.awaitLatch(inside);
    assertThat(Rig.get(rig.pipeline().activate(Rig.POLICIES.get(2), Rig.AT_ONCE)).succeeded())
        .isTrue();
    assertThat(overtaken).isDone();
    long start = System.nanoTime();
    CompletableFuture<Void> unbound = CompletableFuture.runAsync(() -> rig.unbind(a));
    Rig.await("the active engine is closed", () -> a.latest().closed());
    while (!unbound.isDone() && System.nanoTime() - start < DRAIN.toNanos() / 2) {
      Thread.onSpinWait();
    }
    boolean early = unbound.isDone() && System.nanoTime() - start < DRAIN.toNanos();
    go.countDown();
    Rig.get(unbound);
    assertThat(early).as("unbound while the provider prepares").isFalse();
  }

  @Test
  void unbindingABackendThatIsOnlyKeptWarmClosesItsEngineToo() {
    FakeBackend a = rig.running(new FakeBackend("a"), 0);
    FakeBackend b = new FakeBackend("b");
    rig.bind(b, 9);
    Rig.await(
        "the better backend",
        () -> {
          rig.giveOneByOne(1);
          return rig.active().equals("w8a8@b");
        });
    rig.unbind(a);
    assertThat(a.latest().closed()).isTrue();
    rig.giveOneByOne(10);
    assertThat(rig.ledger().shed()).isZero();
  }

  @Test
  void unbindingABackendClosesWhatWasLeftToBeClosedLater() {
    FakeBackend a = rig.running(new FakeBackend("a"), 0);
    FakeBackend b = rig.running(new FakeBackend("b"), 0);
    assertThat(Rig.get(rig.pipeline().prefer("b")).succeeded()).isTrue();
    // A preparation that takes its time keeps the swap thread from ending the engine before.
    b.preparing(
        () -> {
          inside.countDown();
          Rig.hangUntil(go);
        });
    CompletableFuture<?> change = rig.pipeline().activate(Rig.POLICIES.get(1), Rig.AT_ONCE);
    BadProviderTest.awaitLatch(inside);
    rig.giveOneByOne(10);
    rig.unbind(a);
    assertThat(a.prepared()).allSatisfy(engine -> assertThat(engine.closed()).isTrue());
    go.countDown();
    Rig.get(change);
    assertThat(rig.active()).isEqualTo("w4a4@b");
  }

  @Test
  void unbindingABackendClosesAnEngineThatGaveWayBeforeTheSwapThreadCameToIt() {
    FakeBackend a = rig.running(new FakeBackend("a"), 0);
    FakeBackend b = new FakeBackend("b");
    rig.running(b, -1);
    b.supporting(policy -> !policy.equals(Rig.POLICIES.get(1)));
    a.engines(
        (engine, call) -> {
          if (call > 2) {
            throw new IllegalStateException("broken");
          }
        });
    assertThat(rig.activate(Rig.POLICIES.get(1), Rig.AT_ONCE).succeeded()).isTrue();
    a.preparing(
        () -> {
          inside.countDown();
          Rig.hangUntil(go);
        });
    CompletableFuture<?> change = rig.pipeline().activate(Rig.POLICIES.get(2), Rig.AT_ONCE);
    BadProviderTest.awaitLatch(inside);
    rig.giveOneByOne(1);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    FakeEngine gaveWay = a.latest();
    assertThat(gaveWay.closed()).isFalse();
    rig.unbind(a);
    assertThat(gaveWay.closed()).isTrue();
    go.countDown();
    Rig.get(change);
    rig.settle();
    assertThat(rig.active()).endsWith("@b");
  }

  @Test
  void aFrameWhoseCallHangsWhenThePipelineStopsIsShedOnce() {
    FakeBackend a = rig.running(waitingInside("a"), 0);
    stopping.set(true);
    rig.give(2);
    BadProviderTest.awaitLatch(inside);
    rig.close();
    assertThat(rig.ledger().shedByReason()).isEqualTo(Map.of(ShedReason.SHUTDOWN, 2L));
    go.countDown();
    Rig.await("the late close", () -> a.latest().closed());
    assertThat(rig.ledger().inferred()).isZero();
    assertThat(rig.results()).isEmpty();
    assertThat(a.latest().violations()).isEmpty();
  }

  @Test
  void whenANewBackendGoesBeforeItProvedItselfTheWarmOneIsBackAtOnce() {
    FakeBackend a = rig.running(new FakeBackend("a"), 0);
    FakeBackend b = new FakeBackend("b");
    rig.bind(b, 9);
    Rig.await(
        "the better backend",
        () -> {
          rig.giveOneByOne(1);
          return rig.active().equals("w8a8@b");
        });
    rig.unbind(b);
    rig.settle();
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(a.prepared()).as("no second engine").hasSize(1);
  }

  @Test
  void withoutABackendFramesWaitUntilTheRingIsFullAndTheOldestAreShedWithTheReason() {
    rig.give(10);
    Ledger ledger = rig.ledger();
    assertThat(ledger.shedByReason()).isEqualTo(Map.of(ShedReason.NO_BACKEND, 6L));
    assertThat(ledger.inFlight()).isEqualTo(4);
    assertThat(ledger.balanced()).isTrue();
    rig.running(new FakeBackend("a"), 0);
    rig.awaitResults(4);
    assertThat(rig.results().stream().map(r -> r.frame().id())).containsExactly(6L, 7L, 8L, 9L);
  }

  @Test
  void framesThatComeFasterThanTheEngineAreShedAsOverload() {
    rig.running(waitingInside("a"), 0);
    stopping.set(true);
    rig.give(1);
    BadProviderTest.awaitLatch(inside);
    rig.give(10);
    assertThat(rig.ledger().shedByReason()).isEqualTo(Map.of(ShedReason.OVERLOAD, 6L));
    stopping.set(false);
    go.countDown();
    rig.awaitNothingInFlight();
    assertThat(rig.results()).hasSize(5);
  }

  @Test
  void framesThatWaitWhenThePipelineStopsAreShedWithTheReason() {
    rig.give(3);
    rig.close();
    rig.give(1);
    assertThat(rig.ledger().shedByReason()).isEqualTo(Map.of(ShedReason.SHUTDOWN, 4L));
  }
}
