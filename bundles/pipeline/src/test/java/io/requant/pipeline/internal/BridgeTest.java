package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeTest {

  @TempDir Path state;
  private Rig rig;

  @BeforeEach
  void start() {
    rig = new Rig(state, 4, Duration.ofMillis(400));
  }

  @AfterEach
  void stop() {
    rig.close();
    assertThat(rig.ledger().inFlight()).isZero();
    rig.assertResultsAreRight();
  }

  private FakeBackend outlived(String id) {
    return new FakeBackend(id).outlivedByItsEngines();
  }

  @Test
  void anUpdateInPlaceLeavesNoMomentWithoutAnEngine() {
    FakeBackend old = rig.running(outlived("a"), 0);
    rig.unbind(old);
    rig.settle();
    rig.giveOneByOne(10);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(old.latest().closed()).isFalse();
    FakeBackend update = outlived("a");
    rig.bind(update, 0);
    Rig.await(
        "the update",
        () -> {
          rig.giveOneByOne(1);
          return !update.prepared().isEmpty() && old.latest().closed();
        });
    rig.giveOneByOne(10);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(update.latest().calls()).isGreaterThanOrEqualTo(Rig.WARM + 4 + 10);
    assertThat(old.latest().violations()).isEmpty();
    assertThat(rig.ledger().shed()).isZero();
  }

  @Test
  void withoutAReplacementTheEngineEndsAfterTheBridgesTime() {
    FakeBackend a = rig.running(outlived("a"), 0);
    rig.unbind(a);
    rig.pass(Rig.BRIDGE.minusSeconds(1));
    rig.giveOneByOne(1);
    rig.pass(Duration.ofSeconds(2));
    assertThat(rig.active()).isEqualTo("nobody");
    Rig.await("the engine to end", () -> a.latest().closed());
    rig.give(1);
    assertThat(rig.ledger().inFlight()).isEqualTo(1);
    rig.running(new FakeBackend("b"), 0);
    rig.awaitNothingInFlight();
  }

  @Test
  void aReplacementThatComesLateFindsFramesThatWaited() {
    FakeBackend a = rig.running(outlived("a"), 0);
    rig.unbind(a);
    rig.pass(Rig.BRIDGE.plusSeconds(1));
    rig.settle();
    rig.give(3);
    rig.running(outlived("a"), 0);
    rig.awaitNothingInFlight();
    assertThat(rig.results()).hasSize(3);
  }

  @Test
  void aReplacementThatIsBeingPreparedKeepsTheBridgeUp() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FakeBackend old = rig.running(outlived("a"), 0);
    rig.unbind(old);
    FakeBackend update =
        outlived("a")
            .preparing(
                () -> {
                  inside.countDown();
                  Rig.hangUntil(go);
                });
    rig.bind(update, 0);
    BadProviderTest.awaitLatch(inside);
    rig.pass(Rig.BRIDGE.plusSeconds(1));
    rig.giveOneByOne(3);
    assertThat(old.latest().closed()).isFalse();
    go.countDown();
    Rig.await(
        "the update",
        () -> {
          rig.giveOneByOne(1);
          return old.latest().closed();
        });
    assertThat(rig.active()).isEqualTo("w8a8@a");
  }

  @Test
  void aBridgeThatFailsGivesWay() {
    AtomicBoolean broken = new AtomicBoolean();
    FakeBackend a =
        outlived("a")
            .engines(
                (engine, call) -> {
                  if (broken.get()) {
                    throw new IllegalStateException("its classes have gone");
                  }
                });
    rig.running(a, 0);
    rig.unbind(a);
    broken.set(true);
    rig.give(3);
    Rig.await("the bridge to end", () -> a.latest().closed());
    assertThat(rig.active()).isEqualTo("nobody");
    rig.running(new FakeBackend("b"), 0);
    rig.giveOneByOne(1);
  }

  @Test
  void aBackendThatDoesNotSaySoIsNotOutlived() {
    FakeBackend a = rig.running(new FakeBackend("a"), 0);
    rig.unbind(a);
    assertThat(rig.active()).isEqualTo("nobody");
    assertThat(a.latest().closed()).isTrue();
  }

  @Test
  void whatIsPreparedWhenTheBackendGoesIsGivenUp() {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FakeBackend a = rig.running(outlived("a"), 0);
    a.preparing(
        () -> {
          inside.countDown();
          Rig.hangUntil(go);
        });
    CompletableFuture<?> change = rig.pipeline().activate(Rig.POLICIES.get(1), Rig.AT_ONCE);
    BadProviderTest.awaitLatch(inside);
    CompletableFuture<Void> unbound = CompletableFuture.runAsync(() -> rig.unbind(a));
    Rig.get(change);
    go.countDown();
    Rig.get(unbound);
    rig.giveOneByOne(1);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(a.latest().closed()).isTrue();
  }

  @Test
  void aStoppingPipelineClosesABridge() {
    FakeBackend a = rig.running(outlived("a"), 0);
    rig.unbind(a);
    rig.close();
    assertThat(a.latest().closed()).isTrue();
    assertThat(a.latest().violations()).isEmpty();
  }

  @Test
  void framesThatWaitDoNotWaitForWarming() {
    FakeBackend a = rig.running(new FakeBackend("a"), 0);
    assertThat(a.latest().calls()).as("before the first frame").isEqualTo(Rig.WARM);
    rig.unbind(a);
    rig.settle();
    FakeBackend b = rig.running(new FakeBackend("b"), 0);
    assertThat(b.latest().calls()).as("one trial").isEqualTo(1);
    assertThat(Rig.get(rig.pipeline().activate(Rig.POLICIES.get(1), Rig.AT_ONCE)).succeeded())
        .isTrue();
    assertThat(b.latest().calls()).as("beside an active engine").isEqualTo(Rig.WARM);
  }
}
