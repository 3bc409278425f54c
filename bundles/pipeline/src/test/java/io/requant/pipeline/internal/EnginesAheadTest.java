package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Engines that are prepared before they are wanted; {@link Rig#READY} of them. */
class EnginesAheadTest extends OneBackend {

  private void expect(Policy... policies) {
    rig.pipeline().expect(List.of(policies));
    rig.settle();
  }

  @Test
  void aPolicyThatWasExpectedIsTakenWithoutPreparing() {
    expect(W8, W4);
    assertThat(open()).containsExactly("w8a8", "w4a4");
    Activation adapted = Rig.get(rig.pipeline().adapt(W4, Rig.AT_ONCE));
    assertThat(adapted.outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(adapted.prepare()).isZero();
    assertThat(rig.active()).isEqualTo("w4a4@a");
    proveItself();
    assertThat(backend.prepared()).hasSize(2);
  }

  @Test
  void nothingIsPreparedBeforeTheActiveEngineHasProvedItself() {
    Rig.get(rig.pipeline().adapt(W4, Rig.AT_ONCE));
    expect(W4, W2);
    assertThat(open()).containsExactly("w8a8", "w4a4");
    proveItself();
    assertThat(open()).as("the nearest is wanted more than the one before").contains("w2a2");
    assertThat(open()).hasSize(1 + Rig.READY);
  }

  @Test
  void noMoreArePreparedThanTheSettingsSayAndThoseThatAreExpectedNoMoreMakeRoom() {
    expect(W8, W4, W2);
    assertThat(open()).containsExactly("w8a8", "w4a4");
    expect(W8, W2, W4);
    assertThat(open()).containsExactly("w8a8", "w2a2");
    assertThat(backend.prepared()).hasSize(3);
  }

  @Test
  void aPolicyBeyondTheBoundsIsNotPrepared() {
    Rig.get(
        rig.pipeline().activate(W8, Rig.AT_ONCE, AdaptationBounds.named(List.of("w8a8", "w2a2"))));
    proveItself();
    expect(W4, W2);
    assertThat(open()).containsExactly("w8a8", "w2a2");
    Rig.get(rig.pipeline().activate(W8, Rig.AT_ONCE, AdaptationBounds.EXACT));
    rig.settle();
    assertThat(open()).containsExactly("w8a8");
    expect(W4, W2);
    assertThat(open()).containsExactly("w8a8");
  }

  @Test
  void onePolicyThatCannotBePreparedKeepsNoOtherFromIt() {
    backend.supporting(policy -> !policy.equals(W4));
    int asked = backend.asked();
    expect(W4, W2);
    assertThat(open()).containsExactly("w8a8", "w2a2");
    expect(W4, W2, W8);
    assertThat(backend.asked() - asked).as("asked once for good").isEqualTo(1);
    assertThat(rig.active()).isEqualTo("w8a8@a");
  }

  @Test
  void whatIsAskedForDoesNotWaitForWhatMayComeLater() throws Exception {
    CountDownLatch preparing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    backend.preparing(
        () -> {
          if (preparing.getCount() > 0) {
            preparing.countDown();
            Rig.hangUntil(release);
          }
        });
    rig.pipeline().expect(List.of(W4));
    preparing.await();
    assertThat(rig.activate(W2, Rig.AT_ONCE).outcome()).isEqualTo(Outcome.ACTIVE);
    release.countDown();
    proveItself();
    assertThat(rig.active()).isEqualTo("w2a2@a");
  }

  @Test
  void theyEndBeforeTheirBackendHasGone() {
    expect(W4);
    rig.running(new FakeBackend("b"), -5);
    rig.unbind(backend);
    assertThat(open()).isEmpty();
    rig.giveOneByOne(5);
    assertThat(rig.active()).isEqualTo("w8a8@b");
  }
}
