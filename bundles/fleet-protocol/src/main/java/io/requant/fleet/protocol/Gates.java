package io.requant.fleet.protocol;

import io.requant.api.pipeline.ShadowGates;
import java.time.Duration;

/**
 * What a gateway checks before it keeps a policy.
 *
 * @param shadow what the new engine must show beside the old one; its 99th percentile also bounds
 *     the soak
 * @param soak how long the gateway watches itself afterwards; zero for not
 */
public record Gates(ShadowGates shadow, Duration soak) {

  static final long MAX_MICROS = Duration.ofMinutes(10).toNanos() / 1000;
  static final long MAX_SOAK_SECONDS = Duration.ofDays(1).toSeconds();

  public Gates {
    if (soak.isNegative() || soak.toSeconds() > MAX_SOAK_SECONDS) {
      throw new IllegalArgumentException("soak of " + soak + "; 0 to 1 day is possible");
    }
  }
}
