package io.requant.display.internal;

import io.requant.api.backend.EngineInfo;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.model.policy.Policy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps the newest that a display was shown, and asks the pipeline itself where there is one:
 * without results nobody shows anything, and that is when people look.
 */
final class Observer {

  private record Shown(InferenceResult result, PipelineStatus status) {}

  private final AtomicReference<Shown> shown = new AtomicReference<>();
  private final AtomicReference<Pipeline> pipeline = new AtomicReference<>();

  /** Takes what a display is shown; returns at once. */
  void show(InferenceResult result, PipelineStatus status) {
    shown.set(new Shown(result, status));
  }

  /** A pipeline came. */
  void bind(Pipeline came) {
    pipeline.set(came);
  }

  /** A pipeline went; another may have come before. */
  void unbind(Pipeline gone) {
    if (pipeline.compareAndSet(gone, null)) {
      shown.set(null);
    }
  }

  /** What is known now. */
  Observation observe() {
    Shown last = shown.get();
    Pipeline source = pipeline.get();
    Optional<InferenceResult> result = Optional.ofNullable(last).map(Shown::result);
    if (source == null) {
      return new Observation(
          Optional.ofNullable(last).map(Shown::status), result, Optional.empty());
    }
    PipelineStatus status = source.status();
    return new Observation(
        Optional.of(status), result, status.engine().flatMap(engine -> policy(source, engine)));
  }

  private static Optional<Policy> policy(Pipeline source, EngineInfo engine) {
    Policy desired = source.desiredPolicy();
    if (desired.digest().equals(engine.policyDigest())) {
      return Optional.of(desired);
    }
    return source.policies().stream()
        .filter(policy -> policy.digest().equals(engine.policyDigest()))
        .findFirst();
  }
}
