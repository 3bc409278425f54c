package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Engines that wait to be wanted again. */
class ReadyEnginesTest extends OneBackend {

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
    assertThat(open()).hasSize(1 + Rig.READY);
    assertThat(backend.prepared().get(0).closed()).as("the one that waited longest").isTrue();
    adapt(W4);
    assertThat(backend.prepared()).as("only the first has to be made anew").hasSize(3);
  }

  @Test
  void noneIsKeptWhereNothingMayBeAdapted() {
    adapt(W4);
    assertThat(open()).hasSize(2);
    activate(W2, AdaptationBounds.EXACT);
    assertThat(open()).hasSize(1);
    activate(W8, AdaptationBounds.EXACT);
    assertThat(open()).hasSize(1);
  }

  @Test
  void boundsThatComeWithoutAnotherEngineEndTheReadyOnesToo() {
    adapt(W4);
    adapt(W8);
    assertThat(open()).hasSize(2);
    assertThat(activate(W8, AdaptationBounds.EXACT).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(open()).hasSize(1);
  }

  @Test
  void theyEndWithTheirBackendBeforeItHasGone() {
    adapt(W4);
    rig.running(new FakeBackend("b"), -5);
    rig.unbind(backend);
    assertThat(open()).isEmpty();
    rig.giveOneByOne(5);
    assertThat(rig.active()).isEqualTo("w4a4@b");
  }

  @Test
  void theyEndWhenABetterBackendTakesOver() {
    adapt(W4);
    rig.running(new FakeBackend("b"), 5);
    proveItself();
    assertThat(rig.active()).isEqualTo("w4a4@b");
    assertThat(open()).isEmpty();
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
