package io.requant.display.internal;

import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.model.policy.Policy;
import java.util.Optional;

/**
 * What a display knows at one moment.
 *
 * @param status the pipeline; empty as long as there is none
 * @param result the newest result; empty before the first one
 * @param policy the policy that computes; empty if nothing does or the pipeline is not known
 */
record Observation(
    Optional<PipelineStatus> status, Optional<InferenceResult> result, Optional<Policy> policy) {

  /** Nothing is known. */
  static final Observation NONE =
      new Observation(Optional.empty(), Optional.empty(), Optional.empty());

  /** How the gateway is, in one word. */
  enum State {
    /** There is no pipeline. */
    WAITING("waiting"),
    /** There is a pipeline, but no backend computes. */
    NO_BACKEND("no-backend"),
    /** An engine is there, but no result came in the last second. */
    IDLE("idle"),
    /** Results come. */
    RUNNING("running");

    private final String word;

    State(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** What the pipeline does as its resources change. */
  Optional<AdaptationStatus> adaptation() {
    return status.flatMap(PipelineStatus::adaptation);
  }

  /** How the gateway is. */
  State state() {
    if (status.isEmpty()) {
      return State.WAITING;
    }
    if (status.get().engine().isEmpty()) {
      return State.NO_BACKEND;
    }
    return status.get().framesPerSecond() > 0 ? State.RUNNING : State.IDLE;
  }
}
