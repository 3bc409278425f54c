package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.ShadowGates;
import io.requant.api.pipeline.ShedReason;
import io.requant.model.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadProviderTest {

  private static final Policy W8 = Rig.POLICIES.get(0);
  private static final Policy W4 = Rig.POLICIES.get(1);
  private static final ShadowGates SHADOW =
      new ShadowGates(3, 1, Duration.ofSeconds(5), Duration.ofMillis(300));

  @TempDir Path state;
  private Rig rig;
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicBoolean bad = new AtomicBoolean();

  @BeforeEach
  void start() {
    rig = new Rig(state, 8, Duration.ofMillis(100));
  }

  @AfterEach
  void stop() {
    release.countDown();
    rig.close();
    assertThat(rig.ledger().inFlight()).isZero();
    rig.assertResultsAreRight();
  }

  private void hang() {
    Rig.hangUntil(release);
  }

  private void assertTheOldOneGoesOn(Activation answer) {
    assertThat(answer.outcome()).isEqualTo(Outcome.PREPARE_FAILED);
    assertThat(answer.message()).contains("w8a8 on a remains active");
    int before = rig.results().size();
    rig.giveOneByOne(10);
    assertThat(rig.results()).hasSize(before + 10);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(rig.pipeline().desiredPolicy()).isEqualTo(W8);
  }

  @Test
  void aProviderThatThrowsInPrepareCostsNothing() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    backend.preparing(
        () -> {
          throw new NoClassDefFoundError("gone");
        });
    assertTheOldOneGoesOn(rig.activate(W4, Rig.AT_ONCE));
  }

  @Test
  void aProviderThatHangsInPrepareCostsNothingAndItsLateEngineIsClosed() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    backend.preparing(this::hang);
    Activation answer = rig.activate(W4, Rig.AT_ONCE);
    assertThat(answer.message()).contains("was not prepared within 1000 ms");
    assertTheOldOneGoesOn(answer);
    release.countDown();
    Rig.await("the late engine", () -> backend.prepared().size() == 2);
    Rig.await("its end", () -> backend.latest().closed());
  }

  @Test
  void aProviderThatThrowsWhileWarmingCostsNothing() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    backend.engines(
        (engine, call) -> {
          throw new IllegalStateException("cold");
        });
    Activation answer = rig.activate(W4, Rig.AT_ONCE);
    assertThat(answer.message()).contains("cold");
    assertTheOldOneGoesOn(answer);
    Rig.await("its end", () -> backend.latest().closed());
  }

  @Test
  void aProviderThatHangsWhileWarmingCostsNothing() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    backend.engines((engine, call) -> hang());
    assertTheOldOneGoesOn(rig.activate(W4, Rig.AT_ONCE));
  }

  @Test
  void aProviderThatThrowsInTheShadowCostsNothing() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    backend.engines(
        (engine, call) -> {
          if (call > 2) {
            throw new IllegalStateException("dark");
          }
        });
    assertTheOldOneGoesOn(activateWithFrames(W4, SHADOW));
  }

  @Test
  void aProviderThatHangsInTheShadowCostsNothing() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    backend.engines(
        (engine, call) -> {
          if (call > 2) {
            hang();
          }
        });
    Activation answer = activateWithFrames(W4, SHADOW);
    assertThat(answer.message()).contains("did not finish shadowing");
    assertTheOldOneGoesOn(answer);
  }

  @Test
  void anEngineThatFailsOnItsFirstFramesGivesWayToTheOldOneAndNoFrameIsLost() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    FakeEngine old = backend.latest();
    backend.engines(failingAfter(4));
    assertThat(rig.activate(W4, Rig.AT_ONCE).outcome()).isEqualTo(Outcome.ACTIVE);
    rig.giveOneByOne(12);
    rig.settle();
    assertThat(rig.results()).hasSize(12);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(rig.pipeline().desiredPolicy()).isEqualTo(W8);
    assertThat(old.closed()).isFalse();
    assertThat(backend.latest().closed()).isTrue();
  }

  @Test
  void anEngineThatFailsOnceIsAskedOnceMoreForTheSameFrame() {
    FakeBackend backend =
        new FakeBackend("a")
            .engines(
                (engine, call) -> {
                  if (call == 5) {
                    throw new IllegalStateException("hiccup");
                  }
                });
    rig.running(backend, 0);
    rig.giveOneByOne(10);
    assertThat(rig.results()).hasSize(10);
    assertThat(backend.prepared()).hasSize(1);
  }

  @Test
  void anEngineThatKeepsFailingIsSetAsideForAnotherBackendAndItsFramesAreAccountedFor() {
    rig.running(new FakeBackend("b"), 0);
    FakeBackend bad = new FakeBackend("a").engines(failingAfter(20));
    rig.bind(bad, 9);
    Rig.await("the better backend", () -> frameThen("w8a8@a"));
    Rig.await("the other backend", () -> frameThen("w8a8@b"));
    rig.settle();
    assertThat(rig.ledger().shedByReason().getOrDefault(ShedReason.ENGINE_FAILURE, 0L))
        .isLessThanOrEqualTo(3);
    assertThat(rig.pipeline().backends().get(0).aside()).contains("failed on live frames");
    assertThat(rig.ledger().inferred() + rig.ledger().shed()).isEqualTo(rig.ledger().in());
  }

  @Test
  void aBackendThatWasSetAsideIsTriedAgainAfterItsBackOff() {
    FakeBackend a =
        new FakeBackend("a")
            .preparing(
                () -> {
                  if (!bad.get()) {
                    throw new IllegalStateException("not yet");
                  }
                });
    rig.running(a, 0);
    assertThat(rig.active()).isEqualTo("nobody");
    assertThat(rig.pipeline().backends().get(0).aside()).contains("not yet");
    bad.set(true);
    rig.settle();
    assertThat(rig.active()).isEqualTo("nobody");
    rig.pass(Duration.ofMillis(1500));
    rig.settle();
    assertThat(rig.active()).isEqualTo("w8a8@a");
  }

  @Test
  void aBackendThatWasSetAsideIsTriedAgainWhenItsServiceChanges() {
    FakeBackend a = new FakeBackend("a").supporting(policy -> bad.get());
    rig.running(a, 0);
    bad.set(true);
    rig.pass(Duration.ofHours(1));
    rig.settle();
    assertThat(rig.active()).as("not before it changes").isEqualTo("nobody");
    rig.pipeline().coordinator().changed(a, a.properties(3, 1));
    rig.settle();
    assertThat(rig.active()).isEqualTo("w8a8@a");
  }

  @Test
  void anEngineThatHangsInAnInferenceIsLeftBehindAndItsFrameComputedElsewhere() {
    rig.running(new FakeBackend("b"), 0);
    AtomicBoolean hanging = new AtomicBoolean();
    CountDownLatch inside = new CountDownLatch(1);
    FakeBackend bad =
        new FakeBackend("a")
            .engines(
                (engine, call) -> {
                  if (hanging.get()) {
                    inside.countDown();
                    hang();
                  }
                });
    rig.bind(bad, 9);
    Rig.await("the better backend", () -> frameThen("w8a8@a"));
    rig.giveOneByOne(10);
    rig.settle();
    hanging.set(true);
    rig.give(4);
    awaitLatch(inside);
    rig.pass(Duration.ofSeconds(6));
    rig.awaitNothingInFlight();
    assertThat(rig.active()).isEqualTo("w8a8@b");
    assertThat(rig.ledger().shed()).isZero();
    FakeEngine hung = bad.latest();
    assertThat(hung.closed()).isFalse();
    release.countDown();
    Rig.await("the engine to be closed by the call that came back", hung::closed);
    assertThat(hung.violations()).isEmpty();
  }

  @Test
  void aFrameOnWhichEveryEngineHangsIsGivenUpAndThePipelineGoesOn() {
    AtomicBoolean hanging = new AtomicBoolean();
    FakeEngine.Hook hook =
        (engine, call) -> {
          if (hanging.get() && call > 1) {
            hang();
          }
        };
    FakeBackend a = new FakeBackend("a").engines(hook);
    FakeBackend b = new FakeBackend("b").engines(hook);
    rig.running(a, 1);
    rig.running(b, 0);
    hanging.set(true);
    rig.give(1);
    Rig.await("the first call", () -> a.latest().calls() == 3);
    rig.pass(Duration.ofSeconds(6));
    Rig.await("the second call", () -> !b.prepared().isEmpty() && b.latest().calls() == 2);
    hanging.set(false);
    rig.pass(Duration.ofSeconds(6));
    rig.awaitNothingInFlight();
    assertThat(rig.ledger().shedByReason()).containsEntry(ShedReason.ENGINE_FAILURE, 1L);
    rig.pass(Duration.ofSeconds(6));
    rig.giveOneByOne(5);
    assertThat(rig.results()).hasSize(5);
  }

  private static FakeEngine.Hook failingAfter(int calls) {
    return (engine, call) -> {
      if (call > calls) {
        throw new IllegalStateException("broken");
      }
    };
  }

  private boolean frameThen(String wanted) {
    rig.giveOneByOne(1);
    return rig.active().equals(wanted);
  }

  private Activation activateWithFrames(Policy policy, ShadowGates gates) {
    CompletableFuture<Activation> change = rig.pipeline().activate(policy, gates);
    Rig.await(
        "the change",
        () -> {
          rig.giveOneByOne(1);
          return change.isDone();
        });
    return Rig.get(change);
  }

  static void awaitLatch(CountDownLatch latch) {
    Rig.await("a latch", () -> latch.getCount() == 0);
  }
}
