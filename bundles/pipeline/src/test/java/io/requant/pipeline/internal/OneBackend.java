package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.model.policy.Policy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline on one backend that has proved itself; whatever was prepared is closed at the end. */
abstract class OneBackend {

  static final Policy W8 = Rig.POLICIES.get(0);
  static final Policy W4 = Rig.POLICIES.get(1);
  static final Policy W2 = Rig.POLICIES.get(2);

  @TempDir Path state;
  Rig rig;
  FakeBackend backend;

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

  void proveItself() {
    rig.giveOneByOne(20);
    rig.settle();
  }

  Activation adapt(Policy policy) {
    Activation answer = Rig.get(rig.pipeline().adapt(policy, Rig.AT_ONCE));
    proveItself();
    return answer;
  }

  Activation activate(Policy policy, AdaptationBounds bounds) {
    Activation answer = Rig.get(rig.pipeline().activate(policy, Rig.AT_ONCE, bounds));
    proveItself();
    return answer;
  }

  /** Policies of the engines that are not closed, in the order in which they were prepared. */
  List<String> open() {
    return backend.prepared().stream()
        .filter(engine -> !engine.closed())
        .map(engine -> engine.policy().name())
        .toList();
  }
}
