package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.GateFigures.Golden;
import io.requant.api.pipeline.GoldenGate;
import io.requant.api.pipeline.MemoryGate;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.dataset.GoldenImages;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gates of memory and of golden images: who fails one never computes a live frame. */
class GateTest {

  private static final Policy W4 = Rig.POLICIES.get(1);
  private static final Policy W2 = Rig.POLICIES.get(2);
  private static final GoldenImages IMAGES = TestModel.golden(8);

  @TempDir Path state;
  private volatile Optional<Long> resident = Optional.of(1000L);
  private Rig rig;
  private FakeBackend backend;

  @BeforeEach
  void start() {
    rig = rig(Optional.of(IMAGES));
    backend = rig.running(new FakeBackend("a"), 0);
    rig.giveOneByOne(3);
  }

  private Rig rig(Optional<GoldenImages> golden) {
    return new Rig(
        Rig.settings(state, 8, "", Duration.ofMillis(300)),
        new LoadedModel(TestModel.NETWORK, Rig.POLICIES, golden),
        () -> resident);
  }

  @AfterEach
  void stop() {
    rig.close();
    assertThat(rig.ledger().inFlight()).isZero();
    assertThat(rig.ledger().balanced()).isTrue();
  }

  private static ShadowGates golden(Digest images, double least) {
    return Rig.AT_ONCE.with(new GoldenGate(images, least));
  }

  /** The old engine goes on, nothing is stored, no frame is missing. */
  private void assertNothingChanged() {
    rig.giveOneByOne(3);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(rig.pipeline().desiredPolicy().name()).isEqualTo("w8a8");
    assertThat(rig.ledger().shed()).isZero();
    rig.assertResultsAreRight();
  }

  @Test
  void anEngineThatKnowsTheGoldenImagesTakesOver() {
    assertThat(rig.pipeline().goldenImages()).contains(IMAGES.digest());
    Activation answer = rig.activate(W4, golden(IMAGES.digest(), 1));
    assertThat(answer.outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(answer.figures().golden()).contains(new Golden(8, 8));
    assertThat(answer.figures().engineBytes()).contains(2L);
    assertThat(answer.figures().processBytes()).contains(1000L);
    assertThat(backend.latest().calls()).isEqualTo(Rig.WARM + 8);
  }

  @Test
  void anEngineThatDoesNotKnowThemIsRefusedAndClosed() {
    backend.erring(1);
    Activation answer = rig.activate(W4, golden(IMAGES.digest(), 0.5));
    assertThat(answer.outcome()).isEqualTo(Outcome.GOLDEN_FAILED);
    assertThat(answer.message())
        .contains("knew 0 of 8 golden images; 0.5000 of them are required")
        .contains("w8a8 on a remains active");
    assertThat(answer.figures().golden()).contains(new Golden(8, 0));
    Rig.await("the refused engine to be closed", () -> backend.latest().closed());
    backend.erring(0);
    assertNothingChanged();
  }

  @Test
  void aModelWithOtherGoldenImagesOrNoneIsNoAnswerToTheQuestion() {
    Activation other = rig.activate(W4, golden(TestModel.golden(7).digest(), 0));
    assertThat(other.outcome()).isEqualTo(Outcome.GOLDEN_FAILED);
    assertThat(other.message()).contains("but the model has 8 golden images");
    assertThat(backend.prepared()).as("nothing was made for it").hasSize(1);
    assertNothingChanged();
    rig.close();
    rig = rig(Optional.empty());
    backend = rig.running(new FakeBackend("a"), 0);
    assertThat(rig.activate(W4, golden(IMAGES.digest(), 0)).message()).contains("has none");
    assertNothingChanged();
  }

  @Test
  void anEngineThatFailsOnTheGoldenImagesIsAFailureOfItsOwn() {
    backend.engines(
        (engine, call) -> {
          if (call > Rig.WARM) {
            throw new IllegalStateException("cannot see");
          }
        });
    Activation answer = rig.activate(W4, golden(IMAGES.digest(), 0));
    assertThat(answer.outcome()).isEqualTo(Outcome.PREPARE_FAILED);
    backend.engines(FakeEngine.Hook.NONE);
    assertNothingChanged();
  }

  @Test
  void anEngineThatIsStillWarmIsShownTheImagesAllTheSame() {
    assertThat(rig.activate(W4, Rig.AT_ONCE).outcome()).isEqualTo(Outcome.ACTIVE);
    backend.erring(1);
    Activation back = rig.activate(Rig.POLICIES.get(0), golden(IMAGES.digest(), 1));
    assertThat(back.outcome()).isEqualTo(Outcome.GOLDEN_FAILED);
    backend.erring(0);
    rig.giveOneByOne(2);
    assertThat(rig.active()).isEqualTo("w4a4@a");
    rig.assertResultsAreRight();
  }

  @Test
  void enginesThatHoldTooMuchTogetherAreRefused() {
    Activation answer = rig.activate(W4, Rig.AT_ONCE.with(new MemoryGate(1, Long.MAX_VALUE)));
    assertThat(answer.outcome()).isEqualTo(Outcome.MEMORY_EXCEEDED);
    assertThat(answer.message()).contains("and the one before hold 2 bytes; 1 are allowed");
    assertThat(answer.figures().engineBytes()).contains(2L);
    assertNothingChanged();
    assertThat(rig.activate(W2, Rig.AT_ONCE.with(new MemoryGate(2, Long.MAX_VALUE))).outcome())
        .isEqualTo(Outcome.ACTIVE);
  }

  @Test
  void aProcessThatGrowsBeyondItsLimitKeepsTheOldEngine() {
    ShadowGates gates = Rig.AT_ONCE.with(new MemoryGate(Long.MAX_VALUE, 1500));
    backend.engines((engine, call) -> resident = Optional.of(2000L));
    Activation answer = rig.activate(W4, gates);
    assertThat(answer.outcome()).isEqualTo(Outcome.MEMORY_EXCEEDED);
    assertThat(answer.message()).contains("made the process hold 2000 bytes; 1500 are allowed");
    assertThat(answer.figures().processBytes()).contains(2000L);
    backend.engines(FakeEngine.Hook.NONE);
    resident = Optional.of(1000L);
    assertNothingChanged();
    assertThat(rig.activate(W4, gates).outcome()).isEqualTo(Outcome.ACTIVE);
  }

  @Test
  void memoryThatAnEngineTakesOnlyOnceItComputesCounts() {
    ShadowGates gates = golden(IMAGES.digest(), 0).with(new MemoryGate(Long.MAX_VALUE, 1500));
    backend.engines((engine, call) -> resident = Optional.of(call > Rig.WARM ? 2000L : 1000L));
    assertThat(rig.activate(W4, gates).outcome()).isEqualTo(Outcome.MEMORY_EXCEEDED);
    backend.engines(FakeEngine.Hook.NONE);
    assertNothingChanged();
  }

  @Test
  void aLimitThatCannotBeCheckedIsNotTakenToBeKept() {
    resident = Optional.empty();
    Activation answer = rig.activate(W4, Rig.AT_ONCE.with(new MemoryGate(Long.MAX_VALUE, 1500)));
    assertThat(answer.outcome()).isEqualTo(Outcome.MEMORY_EXCEEDED);
    assertThat(answer.message()).contains("this system does not tell");
    assertNothingChanged();
  }
}
