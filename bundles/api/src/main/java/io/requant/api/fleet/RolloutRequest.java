package io.requant.api.fleet;

import io.requant.model.policy.Policy;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A policy that a ring shall come to run, wave by wave.
 *
 * @param ring whom it is for
 * @param policy what to run
 * @param options how each gateway takes it into use
 * @param plan how it widens
 * @param fallback what to go back to; empty for what the ring was last told to run as a whole
 * @param fallbackUrls https addresses of it, needed only if it does not fit into a message and the
 *     controller was not told some before
 */
public record RolloutRequest(
    String ring,
    Policy policy,
    PushOptions options,
    RolloutPlan plan,
    Optional<Policy> fallback,
    List<URI> fallbackUrls) {

  public RolloutRequest {
    fallbackUrls = PushOptions.checked(fallbackUrls);
  }

  /** Goes back to something that needs no address. */
  public RolloutRequest(
      String ring,
      Policy policy,
      PushOptions options,
      RolloutPlan plan,
      Optional<Policy> fallback) {
    this(ring, policy, options, plan, fallback, List.of());
  }
}
