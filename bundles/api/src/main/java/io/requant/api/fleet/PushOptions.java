package io.requant.api.fleet;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import java.time.Duration;
import java.util.Optional;

/**
 * How a policy is to be taken into use.
 *
 * @param gates what the new engine must show beside the old one
 * @param validity how long gateways may accept the message
 * @param jitter each gateway waits a random time up to this before it acts
 * @param soak how long a gateway watches itself afterwards and goes back if it fails; zero for not
 * @param requires OSGi filter over the properties of a gateway; empty for all
 * @param adapt which other policies a gateway may run under as its resources change
 */
public record PushOptions(
    ShadowGates gates,
    Duration validity,
    Duration jitter,
    Duration soak,
    Optional<String> requires,
    AdaptationBounds adapt) {

  /** Longest validity. */
  public static final Duration MAX_VALIDITY = Duration.ofDays(366);

  public PushOptions {
    if (validity.compareTo(Duration.ofSeconds(1)) < 0 || validity.compareTo(MAX_VALIDITY) > 0) {
      throw new IllegalArgumentException(
          "validity of " + validity + "; 1 s to 366 days is possible");
    }
    if (jitter.isNegative()
        || soak.isNegative()
        || jitter.compareTo(Duration.ofDays(1)) > 0
        || soak.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "jitter " + jitter + " and soak " + soak + "; 0 to 1 day is possible");
    }
  }

  /** The given gates, valid for 30 days, at once, without soak, for every gateway, exactly. */
  public static PushOptions with(ShadowGates gates) {
    return new PushOptions(
        gates,
        Duration.ofDays(30),
        Duration.ZERO,
        Duration.ZERO,
        Optional.empty(),
        AdaptationBounds.EXACT);
  }

  /** The same, with bounds. */
  public PushOptions adapting(AdaptationBounds bounds) {
    return new PushOptions(gates, validity, jitter, soak, requires, bounds);
  }
}
