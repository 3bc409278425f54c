package io.requant.pipeline.internal.swap;

import io.requant.api.pipeline.ShadowGates;
import java.util.Optional;

/**
 * What a shadow showed.
 *
 * @param frames live frames that both engines computed
 * @param agreed frames on which both named the same best class
 * @param p99Nanos 99th percentile of the new engine's time
 */
record ShadowReport(int frames, int agreed, long p99Nanos) {

  /** Nothing was shadowed. */
  static final ShadowReport NONE = new ShadowReport(0, 0, 0);

  /** Share of frames that agreed; empty without frames. */
  Optional<Double> agreement() {
    return frames == 0 ? Optional.empty() : Optional.of((double) agreed / frames);
  }

  /** What the gates have against it; empty if it passes. */
  Optional<String> objection(ShadowGates gates) {
    if (frames == 0) {
      return Optional.empty();
    }
    if (agreed < gates.minAgreement() * frames) {
      return Optional.of(
          "agreed on %d of %d frames; %.4f of them are required"
              .formatted(agreed, frames, gates.minAgreement()));
    }
    if (p99Nanos > gates.maxP99().toNanos()) {
      return Optional.of(
          "needed %d us at the 99th percentile of %d frames; %d us are allowed"
              .formatted(p99Nanos / 1000, frames, gates.maxP99().toNanos() / 1000));
    }
    return Optional.empty();
  }
}
