package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.model.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy for now, beside the one that is wanted. */
class AdaptTest {

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
  }

  @AfterEach
  void stop() {
    rig.close();
    assertThat(rig.ledger().balanced()).isTrue();
  }

  private void restart() {
    rig.close();
    rig = new Rig(state);
    backend = rig.running(new FakeBackend("a"), 0);
  }

  private Activation adapt(Policy policy) {
    return Rig.get(rig.pipeline().adapt(policy, Rig.AT_ONCE));
  }

  private Activation activate(Policy policy, AdaptationBounds bounds) {
    return Rig.get(rig.pipeline().activate(policy, Rig.AT_ONCE, bounds));
  }

  @Test
  void isNotStoredAndEndsWithARestart() {
    assertThat(adapt(W4).outcome()).isEqualTo(Outcome.ACTIVE);
    rig.giveOneByOne(20);
    rig.settle();
    assertThat(rig.active()).isEqualTo("w4a4@a");
    assertThat(rig.pipeline().desiredPolicy()).isEqualTo(W8);
    assertThat(rig.pipeline().adaptedPolicy()).contains(W4);
    rig.assertResultsAreRight();
    restart();
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(rig.pipeline().adaptedPolicy()).isEmpty();
  }

  @Test
  void writesNothingToTheDisk() throws Exception {
    rig.giveOneByOne(10);
    rig.settle();
    List<String> before = files();
    adapt(W4);
    assertThat(files()).isEqualTo(before);
    rig.giveOneByOne(20);
    rig.settle();
    assertThat(files()).isEqualTo(before);
    adapt(W8);
    assertThat(files()).isEqualTo(before);
  }

  private List<String> files() throws Exception {
    try (var list = Files.list(state)) {
      List<String> names = new java.util.ArrayList<>();
      for (Path file : list.sorted().toList()) {
        names.add(file.getFileName() + " " + Files.getLastModifiedTime(file));
      }
      return names;
    }
  }

  @Test
  void goesBackToTheDesiredPolicy() {
    adapt(W4);
    assertThat(adapt(W8).outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(rig.pipeline().adaptedPolicy()).isEmpty();
  }

  @Test
  void isNotAllowedWhereAPolicyWasAskedForWithoutBounds() {
    activate(W8, AdaptationBounds.EXACT);
    Activation refused = adapt(W4);
    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_ALLOWED);
    assertThat(refused.message()).contains("w4a4").contains("off").contains("remains active");
    assertThat(rig.active()).isEqualTo("w8a8@a");
    restart();
    assertThat(adapt(W4).outcome()).isEqualTo(Outcome.NOT_ALLOWED);
  }

  @Test
  void keepsToTheNamedPoliciesEvenAfterARestart() {
    AdaptationBounds bounds = AdaptationBounds.named(List.of("w8a8", "w2a2"));
    activate(W8, bounds);
    restart();
    assertThat(rig.pipeline().adaptationBounds()).isEqualTo(bounds);
    assertThat(adapt(W4).outcome()).isEqualTo(Outcome.NOT_ALLOWED);
    assertThat(adapt(W2).outcome()).isEqualTo(Outcome.ACTIVE);
    activate(W4, AdaptationBounds.EXACT);
    restart();
    assertThat(rig.pipeline().adaptationBounds()).isEqualTo(AdaptationBounds.EXACT);
    assertThat(rig.active()).isEqualTo("w4a4@a");
  }

  @Test
  void boundsHoldForTheirPolicyOnlyAndDamagedOnesAreNone() throws Exception {
    activate(W4, AdaptationBounds.named(List.of("w8a8", "w2a2")));
    byte[] bounds = Files.readAllBytes(state.resolve("adaptation"));
    activate(W8, AdaptationBounds.OPEN);
    rig.close();
    Files.write(state.resolve("adaptation"), bounds);
    rig = new Rig(state);
    assertThat(rig.pipeline().desiredPolicy()).isEqualTo(W8);
    assertThat(rig.pipeline().adaptationBounds()).isEqualTo(AdaptationBounds.EXACT);
    for (String damaged : List.of("", "\n", "ab any\n", W8.digest().hex() + " a,,b\n")) {
      rig.close();
      Files.writeString(state.resolve("adaptation"), damaged);
      rig = new Rig(state);
      assertThat(rig.pipeline().adaptationBounds()).isEqualTo(AdaptationBounds.EXACT);
    }
  }

  @Test
  void givesWayToAPolicyThatIsAskedFor() {
    CountDownLatch release = new CountDownLatch(1);
    backend.preparing(
        () -> {
          if (release.getCount() > 0) {
            release.await();
          }
        });
    CompletableFuture<Activation> running = rig.pipeline().adapt(W4, Rig.AT_ONCE);
    Rig.await("the adaptation to begin", () -> !rig.pipeline().coordinator().idle());
    backend.preparing(() -> {});
    CompletableFuture<Activation> asked = rig.pipeline().activate(W2, Rig.AT_ONCE);
    release.countDown();
    assertThat(Rig.get(running).outcome()).isEqualTo(Outcome.SUPERSEDED);
    assertThat(Rig.get(asked).outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(rig.active()).isEqualTo("w2a2@a");
    assertThat(rig.pipeline().adaptedPolicy()).isEmpty();
  }

  @Test
  void neverInterruptsAPolicyThatIsAskedFor() {
    CountDownLatch release = new CountDownLatch(1);
    backend.preparing(release::await);
    CompletableFuture<Activation> asked = rig.pipeline().activate(W2, Rig.AT_ONCE);
    assertThat(adapt(W4).outcome()).isEqualTo(Outcome.SUPERSEDED);
    release.countDown();
    assertThat(Rig.get(asked).outcome()).isEqualTo(Outcome.ACTIVE);
    assertThat(rig.active()).isEqualTo("w2a2@a");
  }

  @Test
  void goesOnWhenTheBackendIsReplaced() {
    adapt(W4);
    rig.running(new FakeBackend("b"), 5);
    assertThat(rig.active()).isEqualTo("w4a4@b");
    rig.unbind(backend);
    rig.giveOneByOne(5);
    assertThat(rig.active()).isEqualTo("w4a4@b");
    rig.assertResultsAreRight();
  }

  @Test
  void endsWhenItsEngineFailsOnLiveFrames() {
    rig.giveOneByOne(10);
    backend.engines(
        (engine, call) -> {
          if (call > Rig.WARM) {
            throw new IllegalStateException("broken");
          }
        });
    assertThat(adapt(W4).outcome()).isEqualTo(Outcome.ACTIVE);
    rig.giveOneByOne(10);
    rig.settle();
    assertThat(rig.active()).isEqualTo("w8a8@a");
    assertThat(rig.pipeline().adaptedPolicy()).isEmpty();
    rig.pass(Duration.ofMinutes(2));
    rig.settle();
    assertThat(rig.active()).as("not tried again by itself").isEqualTo("w8a8@a");
    rig.assertResultsAreRight();
  }

  @Test
  void thatFailsLeavesWhatRuns() {
    backend.supporting(policy -> !policy.equals(W2));
    adapt(W4);
    assertThat(adapt(W2).outcome()).isEqualTo(Outcome.UNSUPPORTED);
    assertThat(rig.active()).isEqualTo("w4a4@a");
    assertThat(rig.pipeline().adaptedPolicy()).contains(W4);
  }

  @Test
  void isNotWhatAFailedPolicyFallsBackTo() {
    activate(W8, AdaptationBounds.OPEN);
    rig.giveOneByOne(10);
    adapt(W4);
    rig.giveOneByOne(10);
    rig.settle();
    backend.engines(
        (engine, call) -> {
          if (call > Rig.WARM) {
            throw new IllegalStateException("broken");
          }
        });
    assertThat(activate(W2, AdaptationBounds.EXACT).outcome()).isEqualTo(Outcome.ACTIVE);
    backend.engines(FakeEngine.Hook.NONE);
    rig.giveOneByOne(10);
    rig.settle();
    assertThat(rig.pipeline().desiredPolicy()).isEqualTo(W8);
    assertThat(rig.pipeline().adaptationBounds()).isEqualTo(AdaptationBounds.OPEN);
    assertThat(rig.active()).isEqualTo("w8a8@a");
    rig.assertResultsAreRight();
  }
}
