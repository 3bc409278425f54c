package io.requant.api.pipeline;

import io.requant.api.backend.EngineInfo;
import java.util.List;
import java.util.Optional;

/**
 * The pipeline at one moment.
 *
 * @param engine the active engine; empty if there is no backend
 * @param desiredPolicy name of the policy that is wanted, active or not
 * @param backends ids of the backends that are there, best first
 * @param ledger account of all frames
 * @param framesPerSecond results in the last second
 * @param p50Micros median inference time of recent frames, in microseconds
 * @param p99Micros 99th percentile of recent frames, in microseconds
 * @param worstGapMicros longest time between two results since the pipeline started
 * @param swaps exchanges of engines so far
 * @param adaptation what it does as its resources change; empty if it never does anything
 */
public record PipelineStatus(
    Optional<EngineInfo> engine,
    String desiredPolicy,
    List<String> backends,
    Ledger ledger,
    double framesPerSecond,
    long p50Micros,
    long p99Micros,
    long worstGapMicros,
    long swaps,
    Optional<AdaptationStatus> adaptation) {

  public PipelineStatus {
    backends = List.copyOf(backends);
  }

  /** A pipeline that does not adapt. */
  public PipelineStatus(
      Optional<EngineInfo> engine,
      String desiredPolicy,
      List<String> backends,
      Ledger ledger,
      double framesPerSecond,
      long p50Micros,
      long p99Micros,
      long worstGapMicros,
      long swaps) {
    this(
        engine,
        desiredPolicy,
        backends,
        ledger,
        framesPerSecond,
        p50Micros,
        p99Micros,
        worstGapMicros,
        swaps,
        Optional.empty());
  }
}
