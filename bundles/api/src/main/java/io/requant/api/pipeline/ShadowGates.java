package io.requant.api.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * What a new engine must show before it takes over.
 *
 * @param frames live frames that both compute, 0 to skip shadowing, at most 10,000
 * @param minAgreement least share of these frames on which both name the same best class, 0..1
 * @param maxP99 longest 99th percentile of the new engine's inference time
 * @param timeout longest wait for these frames; when no camera gives any, the shadow is skipped
 * @param memory how much memory both engines may take
 * @param golden images whose classes it must know; empty for none
 */
public record ShadowGates(
    int frames,
    double minAgreement,
    Duration maxP99,
    Duration timeout,
    MemoryGate memory,
    Optional<GoldenGate> golden) {

  /** Most frames of a shadow. */
  public static final int MAX_FRAMES = 10_000;

  /** For a change of backend under the same policy: few frames, full agreement. */
  public static final ShadowGates SAME_POLICY =
      new ShadowGates(4, 1.0, Duration.ofSeconds(1), Duration.ofSeconds(2));

  public ShadowGates {
    if (frames < 0 || frames > MAX_FRAMES) {
      throw new IllegalArgumentException("shadow of " + frames + " frames; 0..10000 are possible");
    }
    if (!(minAgreement >= 0 && minAgreement <= 1)) {
      throw new IllegalArgumentException("agreement of " + minAgreement + "; 0..1 is possible");
    }
    if (maxP99.isNegative() || maxP99.isZero() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("shadow limits must be positive times");
    }
  }

  /** Gates of a shadow alone: no limit of memory, no golden images. */
  public ShadowGates(int frames, double minAgreement, Duration maxP99, Duration timeout) {
    this(frames, minAgreement, maxP99, timeout, MemoryGate.NONE, Optional.empty());
  }

  /** The same with other limits of memory. */
  public ShadowGates with(MemoryGate limits) {
    return new ShadowGates(frames, minAgreement, maxP99, timeout, limits, golden);
  }

  /** The same with golden images. */
  public ShadowGates with(GoldenGate images) {
    return new ShadowGates(frames, minAgreement, maxP99, timeout, memory, Optional.of(images));
  }
}
