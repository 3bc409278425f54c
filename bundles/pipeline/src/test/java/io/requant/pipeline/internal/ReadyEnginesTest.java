package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines that wait to be wanted again. */
class ReadyEnginesTest {

  private static final Policy W8 = Rig.POLICIES.get(0);
  private static final Policy W4 = Rig.POLICIES.get(1);
  private static final Policy W2 = Rig.POLICIES.get(2);

  @TempDir Path state;
  private Rig rig;
  private FakeBackend backend;

  @BeforeEach
  void start() {
    rig = new Rig(state);
    backend = rig.running(new FakeBackend("a"), 0);
    proveItself();
  }

  @AfterEach
  void stop() {
    rig.close();
    assertThat(backend.prepared())
        .allSatisfy(
            engine -> {
              assertThat(engine.closed()).isTrue();
              assertThat(engine.violations()).isEmpty();
            });
    rig.assertResultsAreRight();
  }

  private void proveItself() {
    rig.giveOneByOne(20);
    rig.settle();
  }

  private Activation adapt(Policy policy) {
    Activation answer = Rig.get(rig.pipeline().adapt(policy, Rig.AT_ONCE));
    proveItself();
    return answer;
  }

  private Activation activate(Policy policy, AdaptationBounds bounds) {
    Activation answer = Rig.get(rig.pipeline().activate(policy, Rig.AT_ONCE, bounds));
    proveItself();
    return answer;
  }

  private long open() {
    return backend.prepared().stream().filter(engine -> !engine.closed()).count();
  }

  @Test
  void anEngineThatComputedWellIsThereTheNextTimeWithoutBeingPrepared() {
    adapt(W4);
    assertThat(adapt(W8).outcome()).isEqualTo(Outcome.ACTIVE);
    Activation again = adapt(W4);
    assertThat(again.outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(again.prepare()).isZero();
    assertThat(rig.active()).isEqualTo("w4a4@a");
    assertThat(backend.prepared()).hasSize(2);
  }

  @Test
  void oneThatIsStillTheWayBackTakesOverAtOnceAndTheOtherIsTheWayBackThen() {
    Rig.get(rig.pipeline().adapt(W4, Rig.AT_ONCE));
    rig.giveOneByOne(1);
    assertThat(Rig.get(rig.pipeline().adapt(W8, Rig.AT_ONCE)).outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    rig.giveOneByOne(1);
    assertThat(Rig.get(rig.pipeline().adapt(W4, Rig.AT_ONCE)).prepare()).isZero();
    assertThat(rig.active()).isEqualTo("w4a4@a");
    proveItself();
    assertThat(backend.prepared()).hasSize(2);
  }

  @Test
  void oneThatWasReplacedBeforeTheNextHadProvedItselfIsKeptToo() {
    Rig.get(rig.pipeline().adapt(W4, Rig.AT_ONCE));
    rig.giveOneByOne(1);
    Rig.get(rig.pipeline().adapt(W2, Rig.AT_ONCE));
    rig.giveOneByOne(1);
    assertThat(Rig.get(rig.pipeline().adapt(W8, Rig.AT_ONCE)).prepare()).isZero();
    proveItself();
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(backend.prepared()).hasSize(3);
  }

  @Test
  void noMoreAreKeptThanTheSettingsSay() {
    adapt(W4);
    adapt(W2);
    assertThat(open()).isEqualTo(1 + Rig.READY);
    assertThat(backend.prepared().get(0).closed()).as("the one that waited longest").isTrue();
    adapt(W4);
    assertThat(backend.prepared()).as("only the first has to be made anew").hasSize(3);
  }

  @Test
  void noneIsKeptWhereNothingMayBeAdapted() {
    adapt(W4);
    assertThat(open()).isEqualTo(2);
    activate(W2, AdaptationBounds.EXACT);
    assertThat(open()).isEqualTo(1);
    activate(W8, AdaptationBounds.EXACT);
    assertThat(open()).isEqualTo(1);
  }

  @Test
  void boundsThatComeWithoutAnotherEngineEndTheReadyOnesToo() {
    adapt(W4);
    adapt(W8);
    assertThat(open()).isEqualTo(2);
    assertThat(activate(W8, AdaptationBounds.EXACT).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(open()).isEqualTo(1);
  }

  @Test
  void theyEndWithTheirBackendBeforeItHasGone() {
    adapt(W4);
    rig.running(new FakeBackend("b"), -5);
    rig.unbind(backend);
    assertThat(open()).isZero();
    rig.giveOneByOne(5);
    assertThat(rig.active()).isEqualTo("w4a4@b");
  }

  @Test
  void theyEndWhenABetterBackendTakesOver() {
    adapt(W4);
    rig.running(new FakeBackend("b"), 5);
    proveItself();
    assertThat(rig.active()).isEqualTo("w4a4@b");
    assertThat(open()).isZero();
  }

  @Test
  void oneThatFailsItsShadowIsClosedAndMadeAnewTheNextTime() {
    AtomicBoolean wrong = new AtomicBoolean();
    backend.engines(
        (engine, call) -> {
          if (wrong.get() && engine.policy().equals(W4)) {
            throw new IllegalStateException("broken");
          }
        });
    adapt(W4);
    adapt(W8);
    wrong.set(true);
    ShadowGates gates = new ShadowGates(3, 1, Duration.ofSeconds(5), Duration.ofSeconds(10));
    CompletableFuture<Activation> shadowed = rig.pipeline().adapt(W4, gates);
    Rig.await(
        "the shadow",
        () -> {
          rig.giveOneByOne(1);
          return shadowed.isDone();
        });
    assertThat(Rig.get(shadowed).outcome()).isEqualTo(Outcome.PREPARE_FAILED);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(backend.prepared().get(1).closed()).isTrue();
    wrong.set(false);
    rig.pass(Duration.ofMinutes(2));
    assertThat(adapt(W4).outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(backend.prepared()).hasSize(3);
  }
}
