package io.requant.api.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * How an attempt to change policy or backend ended.
 *
 * @param outcome what happened
 * @param message one sentence for people: what was done, or what was wrong and what remains active
 * @param prepare time to build and warm the new engine
 * @param shadow time of shadowing
 * @param total time from the request to the exchange, or to giving up
 * @param agreement share of shadow frames with the same class; empty if nothing was shadowed
 * @param figures what the gates measured
 */
public record Activation(
    Outcome outcome,
    String message,
    Duration prepare,
    Duration shadow,
    Duration total,
    Optional<Double> agreement,
    GateFigures figures) {

  /** Without figures of the gates. */
  public Activation(
      Outcome outcome,
      String message,
      Duration prepare,
      Duration shadow,
      Duration total,
      Optional<Double> agreement) {
    this(outcome, message, prepare, shadow, total, agreement, GateFigures.NONE);
  }

  /** What happened. */
  public enum Outcome {
    /** The new engine computes every frame from now on. */
    ACTIVE,
    /** It was active already. */
    UNCHANGED,
    /** The policy is for another network or does not fit it. */
    MISMATCH,
    /** No backend can run it. */
    UNSUPPORTED,
    /** Preparing or warming failed or took too long. */
    PREPARE_FAILED,
    /** Shadowing showed too little agreement or too much latency. */
    GATE_FAILED,
    /** Both engines together, or the process with them, take more memory than allowed. */
    MEMORY_EXCEEDED,
    /** It does not know the golden images well enough, or the model has not got them. */
    GOLDEN_FAILED,
    /** A newer request took its place, or the pipeline stopped. */
    SUPERSEDED,
    /** The bounds of the desired policy do not allow this adaptation. */
    NOT_ALLOWED
  }

  /** Whether the requested policy is the active one now. */
  public boolean succeeded() {
    return outcome == Outcome.ACTIVE || outcome == Outcome.UNCHANGED;
  }
}
