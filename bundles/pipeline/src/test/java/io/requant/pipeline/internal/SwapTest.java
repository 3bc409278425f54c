package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapTest {

  private static final Policy W8 = Rig.POLICIES.get(0);
  private static final Policy W4 = Rig.POLICIES.get(1);
  private static final Policy W2 = Rig.POLICIES.get(2);

  @TempDir Path state;
  private Rig rig;

  @BeforeEach
  void start() {
    rig = new Rig(state);
  }

  @AfterEach
  void stop() {
    rig.close();
    assertThat(rig.ledger().inFlight()).isZero();
    assertThat(rig.ledger().balanced()).isTrue();
  }

  @Test
  void theFirstBackendRunsTheModelsFirstPolicy() {
    rig.running(new FakeBackend("a"), 0);
    rig.giveOneByOne(20);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(rig.results()).hasSize(20);
    rig.assertResultsAreRight();
  }

  @Test
  void aPolicyIsPreparedWarmedShadowedExchangedAndTheOldEngineClosedLast() {
    List<String> events = new CopyOnWriteArrayList<>();
    FakeBackend backend = new FakeBackend("a");
    rig.running(backend, 0);
    FakeEngine old = backend.latest();
    backend.preparing(() -> events.add("prepare"));
    backend.engines(
        (engine, call) -> {
          String phase = call <= 2 ? "warm" : rig.active().startsWith("w4a4") ? "serve" : "shadow";
          if (!events.contains(phase)) {
            events.add(phase + (old.closed() ? " after close" : ""));
          }
        });
    CompletableFuture<Activation> change = rig.pipeline().activate(W4, gates(3, 1.0));
    Rig.await(
        "the exchange",
        () -> {
          rig.giveOneByOne(1);
          return change.isDone();
        });
    Activation activation = Rig.get(change);
    assertThat(activation.outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(activation.agreement()).contains(1.0);
    assertThat(old.closed()).as("the way back is open").isFalse();
    rig.giveOneByOne(5);
    Rig.await("the old engine to be closed", old::closed);
    assertThat(events).containsExactly("prepare", "warm", "shadow", "serve");
    assertThat(rig.active()).isEqualTo("w4a4@a");
    assertThat(old.violations()).isEmpty();
    rig.assertResultsAreRight();
  }

  @Test
  void anActivePolicyIsLeftAsItIs() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    assertThat(rig.activate(W8, Rig.AT_ONCE).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(backend.prepared()).hasSize(1);
  }

  @Test
  void aPolicyForAnotherNetworkIsAMismatch() {
    rig.running(new FakeBackend("a"), 0);
    Policy foreign = TestModel.policy("w4a4", TestModel.network("other", 4, 4, 3));
    Activation activation = rig.activate(foreign, Rig.AT_ONCE);
    assertThat(activation.outcome()).isEqualTo(Outcome.MISMATCH);
    assertThat(activation.message()).contains("w4a4").contains("this gateway runs tiny");
    assertThat(rig.active()).isEqualTo("w8a8@a");
  }

  @Test
  void aPolicyThatNoBackendCanRunIsUnsupported() {
    rig.running(new FakeBackend("a").supporting(W8::equals), 0);
    Activation activation = rig.activate(W4, Rig.AT_ONCE);
    assertThat(activation.outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(activation.message()).contains("layer fc is too much").contains("remains active");
    assertThat(rig.pipeline().desiredPolicy()).isEqualTo(W8);
  }

  /** To find out takes a backend as long as half of the preparation. */
  @Test
  void aBackendThatIsToPrepareAPolicyIsNotAskedBeforeWhetherItCan() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    assertThat(rig.activate(W4, Rig.AT_ONCE).outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(backend.asked()).isZero();
  }

  @Test
  void aPolicyMovesToABackendThatCanRunIt() {
    rig.running(new FakeBackend("a").supporting(W8::equals), 5);
    rig.running(new FakeBackend("b"), 0);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(rig.activate(W4, Rig.AT_ONCE).outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(rig.active()).isEqualTo("w4a4@b");
    assertThat(rig.activate(W8, Rig.AT_ONCE).outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(rig.active()).isEqualTo("w8a8@a");
  }

  @Test
  void withoutAnyBackendAnActivationChangesNothing() {
    assertThat(rig.activate(W4, Rig.AT_ONCE).outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(rig.pipeline().desiredPolicy()).isEqualTo(W8);
  }

  @Test
  void tooLittleAgreementFailsTheGateAndTheOldEngineGoesOn() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    FakeEngine old = backend.latest();
    rig.bind(new FakeBackend("wrong").erring(1), -1);
    Activation answer = preferWithFrames("wrong");
    assertThat(answer.outcome()).isEqualTo(Outcome.GATE_FAILED);
    assertThat(answer.message()).contains("agreed on 0 of 1 frames").contains("remains active");
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(old.closed()).isFalse();
    rig.giveOneByOne(3);
    rig.assertResultsAreRight();
  }

  @Test
  void tooMuchLatencyFailsTheGate() {
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    CompletableFuture<Activation> change =
        rig.pipeline()
            .activate(W4, new ShadowGates(3, 1, Duration.ofNanos(1), Duration.ofSeconds(10)));
    Rig.await(
        "the gate",
        () -> {
          rig.giveOneByOne(1);
          return change.isDone();
        });
    assertThat(Rig.get(change).outcome()).isEqualTo(Outcome.GATE_FAILED);
    assertThat(Rig.get(change).message()).contains("99th percentile");
    Rig.await("the shadow engine to be closed", () -> backend.latest().closed());
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(rig.pipeline().desiredPolicy()).isEqualTo(W8);
  }

  @Test
  void withoutLiveFramesTheShadowIsSkipped() {
    rig.running(new FakeBackend("a"), 0);
    Activation activation =
        rig.activate(W4, new ShadowGates(5, 1, Duration.ofSeconds(1), Duration.ofMillis(20)));
    assertThat(activation.outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(activation.agreement()).isEmpty();
  }

  @Test
  void theNewestOfSeveralPoliciesWins() throws InterruptedException {
    CountDownLatch preparing = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    backend.preparing(
        () -> {
          preparing.countDown();
          go.await();
        });
    CompletableFuture<Activation> first = rig.pipeline().activate(W4, Rig.AT_ONCE);
    preparing.await();
    CompletableFuture<Activation> second = rig.pipeline().activate(W4, Rig.AT_ONCE);
    CompletableFuture<Activation> third = rig.pipeline().activate(W2, Rig.AT_ONCE);
    assertThat(Rig.get(second).outcome()).isEqualTo(Outcome.SUPERSEDED);
    assertThat(Rig.get(first).outcome()).isEqualTo(Outcome.SUPERSEDED);
    go.countDown();
    assertThat(Rig.get(third).outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(rig.active()).isEqualTo("w2a2@a");
    Rig.await("superseded engines to be closed", () -> backend.prepared().get(1).closed());
  }

  @Test
  void theBestBackendTakesOverWhenItComesAndGivesWayWhenItGoes() {
    FakeBackend a = rig.running(new FakeBackend("a"), 0);
    FakeBackend b = new FakeBackend("b");
    rig.bind(b, 10);
    Rig.await(
        "the better backend",
        () -> {
          rig.giveOneByOne(1);
          return rig.active().equals("w8a8@b");
        });
    rig.unbind(b);
    assertThat(b.latest().closed()).isTrue();
    rig.settle();
    assertThat(rig.active()).isEqualTo("w8a8@a");
    rig.giveOneByOne(10);
    rig.assertResultsAreRight();
    assertThat(a.prepared()).allSatisfy(engine -> assertThat(engine.violations()).isEmpty());
  }

  @Test
  void aPreferredBackendComesFirstWhateverItsRanking() {
    rig.running(new FakeBackend("a"), 10);
    rig.running(new FakeBackend("b"), 0);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(preferWithFrames("b").outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(rig.active()).isEqualTo("w8a8@b");
    assertThat(rig.pipeline().status().backends()).containsExactly("b", "a");
    assertThat(preferWithFrames("").outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(rig.active()).isEqualTo("w8a8@a");
  }

  @Test
  void aPreferenceOutlivesARestart() {
    rig.running(new FakeBackend("a"), 10);
    rig.running(new FakeBackend("b"), 0);
    preferWithFrames("b");
    rig.close();
    rig = new Rig(state);
    rig.running(new FakeBackend("a"), 10);
    rig.running(new FakeBackend("b"), 0);
    assertThat(rig.active()).isEqualTo("w8a8@b");
    assertThat(rig.pipeline().status().backends()).containsExactly("b", "a");
  }

  @Test
  void aBackendThatIsNotThereCannotBePreferred() {
    rig.running(new FakeBackend("a"), 0);
    Activation answer = Rig.get(rig.pipeline().prefer("fpga"));
    assertThat(answer.outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(answer.message()).contains("fpga").contains("[a]");
  }

  @Test
  void stoppingSupersedesWhatWaitsAndClosesEveryEngine() throws InterruptedException {
    CountDownLatch preparing = new CountDownLatch(1);
    FakeBackend backend = rig.running(new FakeBackend("a"), 0);
    backend.preparing(
        () -> {
          preparing.countDown();
          new CountDownLatch(1).await();
        });
    CompletableFuture<Activation> running = rig.pipeline().activate(W4, Rig.AT_ONCE);
    preparing.await();
    CompletableFuture<Activation> waiting = rig.pipeline().prefer("a");
    rig.close();
    assertThat(Rig.get(running).outcome()).isEqualTo(Outcome.SUPERSEDED);
    assertThat(Rig.get(waiting).outcome()).isEqualTo(Outcome.SUPERSEDED);
    assertThat(backend.prepared()).allSatisfy(engine -> assertThat(engine.closed()).isTrue());
    assertThat(Rig.get(rig.pipeline().activate(W2, Rig.AT_ONCE)).outcome())
        .isEqualTo(Outcome.SUPERSEDED);
  }

  private Activation preferWithFrames(String id) {
    CompletableFuture<Activation> change = rig.pipeline().prefer(id);
    Rig.await(
        "the preference",
        () -> {
          rig.giveOneByOne(1);
          return change.isDone();
        });
    return Rig.get(change);
  }

  private static ShadowGates gates(int frames, double agreement) {
    return new ShadowGates(frames, agreement, Duration.ofSeconds(5), Duration.ofSeconds(10));
  }
}
