package io.requant.api.fleet;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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
 * @param urls https addresses of the policy's binary form (a file {@code .rqp}), {@value #MAX_URLS}
 *     at most, where gateways are to fetch it; empty for in the message if it fits
 */
public record PushOptions(
    ShadowGates gates,
    Duration validity,
    Duration jitter,
    Duration soak,
    Optional<String> requires,
    AdaptationBounds adapt,
    List<URI> urls) {

  /** Most addresses. */
  public static final int MAX_URLS = 4;

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
    urls = checked(urls);
  }

  /** The policy in the message itself. */
  public PushOptions(
      ShadowGates gates,
      Duration validity,
      Duration jitter,
      Duration soak,
      Optional<String> requires,
      AdaptationBounds adapt) {
    this(gates, validity, jitter, soak, requires, adapt, List.of());
  }

  /** Addresses, if they can be some of a policy. */
  static List<URI> checked(List<URI> urls) {
    if (urls.size() > MAX_URLS) {
      throw new IllegalArgumentException(
          urls.size() + " addresses of a policy; at most " + MAX_URLS + " are possible");
    }
    for (URI url : urls) {
      if (!"https".equals(url.getScheme()) || url.getHost() == null) {
        throw new IllegalArgumentException(
            "address '" + url + "' of a policy; https://HOST/PATH is possible");
      }
    }
    return List.copyOf(urls);
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
    return new PushOptions(gates, validity, jitter, soak, requires, bounds, urls);
  }

  /** The same, with the policy by address. */
  public PushOptions from(List<URI> addresses) {
    return new PushOptions(gates, validity, jitter, soak, requires, adapt, addresses);
  }
}
