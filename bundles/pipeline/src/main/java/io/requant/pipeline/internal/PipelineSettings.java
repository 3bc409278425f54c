package io.requant.pipeline.internal;

import io.requant.pipeline.internal.frame.FrameRing;
import io.requant.pipeline.internal.swap.SwapSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a pipeline is run.
 *
 * @param stateDirectory where policies are stored
 * @param ringCapacity most frames that wait
 * @param initialPolicy name of the policy to start with when none is stored, or the empty string
 * @param preferredBackend id of the backend that comes first, or the empty string
 * @param maxAttempts starts that may end before the first good frames, in a row
 * @param displayLimit longest time to show a result
 * @param swaps how swaps are done
 */
public record PipelineSettings(
    Path stateDirectory,
    int ringCapacity,
    String initialPolicy,
    String preferredBackend,
    int maxAttempts,
    Duration displayLimit,
    SwapSettings swaps) {

  /** Whether a running pipeline can take these settings up in place of others. */
  boolean sameStart(PipelineSettings other) {
    return stateDirectory.equals(other.stateDirectory) && initialPolicy.equals(other.initialPolicy);
  }

  public PipelineSettings {
    FrameRing.check(ringCapacity);
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts is " + maxAttempts + "; 1 or more is needed");
    }
    if (displayLimit.isNegative() || displayLimit.isZero()) {
      throw new IllegalArgumentException("displayTimeoutMillis must be positive");
    }
  }
}
