package io.requant.api.resource;

import java.time.Instant;

/**
 * The two ceilings of a device for one thread, and which of them an inference meets first. Source:
 * Williams, Waterman, Patterson, "Roofline: an insightful visual performance model for multicore
 * architectures", CACM 52(4), 2009: attainable = min(peak, bandwidth x operational intensity).
 *
 * @param macsPerSecond peak multiply-accumulates a second; above 0
 * @param bytesPerSecond bytes a second read from memory; above 0
 * @param kernel what reached the peak
 * @param sweepBytes size of what was read for the bandwidth: below the last cache's size it is that
 *     cache's bandwidth
 * @param measured when
 */
public record Roofline(
    double macsPerSecond, double bytesPerSecond, String kernel, long sweepBytes, Instant measured) {

  /** What limits an inference, and so what is worth cutting. */
  public enum Bound {
    /** Arithmetic: fewer bit operations make it faster. */
    COMPUTE,
    /** Memory: fewer bytes make it faster. */
    MEMORY
  }

  public Roofline {
    if (!(macsPerSecond > 0 && Double.isFinite(macsPerSecond))
        || !(bytesPerSecond > 0 && Double.isFinite(bytesPerSecond))) {
      throw new IllegalArgumentException(
          "roofline of %s MAC/s and %s B/s: both are above 0"
              .formatted(macsPerSecond, bytesPerSecond));
    }
  }

  /** Intensity in MACs a byte at which both ceilings meet. */
  public double ridge() {
    return macsPerSecond / bytesPerSecond;
  }

  /**
   * What binds an inference.
   *
   * @param macs multiply-accumulates of one inference
   * @param bytes bytes that one inference moves: weights, and activations written and read
   */
  public Bound bound(long macs, long bytes) {
    return macs / macsPerSecond >= bytes / bytesPerSecond ? Bound.COMPUTE : Bound.MEMORY;
  }

  /**
   * The least time that an inference can take on one thread, in seconds.
   *
   * @param macs multiply-accumulates of one inference
   * @param bytes bytes that one inference moves
   */
  public double leastSeconds(long macs, long bytes) {
    return Math.max(macs / macsPerSecond, bytes / bytesPerSecond);
  }
}
