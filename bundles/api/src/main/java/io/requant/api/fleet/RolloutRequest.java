package io.requant.api.fleet;

import io.requant.model.policy.Policy;
import java.util.Optional;

/**
 * A policy that a ring shall come to run, wave by wave.
 *
 * @param ring whom it is for
 * @param policy what to run
 * @param options how each gateway takes it into use
 * @param plan how it widens
 * @param fallback what to go back to; empty for what the ring was last told to run as a whole
 */
public record RolloutRequest(
    String ring, Policy policy, PushOptions options, RolloutPlan plan, Optional<Policy> fallback) {}
