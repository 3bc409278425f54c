package io.requant.api.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * A rollout as it stands.
 *
 * @param id its name
 * @param ring whom it is for
 * @param policy name of the policy
 * @param digest identity of the policy, in hexadecimal digits
 * @param fallback name of the policy that it goes back to; empty if there is none
 * @param state how far it has come
 * @param wave number of the newest wave that is published, from 1; 0 before the first
 * @param reason one sentence for people
 * @param plan how it widens
 * @param counts gateways of its ring now, with regard to the ring's newest message
 * @param publishes messages to the ring that it took so far
 * @param created when it was ordered
 * @param createdBy who ordered it
 * @param changed when its state changed last
 */
public record RolloutView(
    String id,
    String ring,
    String policy,
    String digest,
    Optional<String> fallback,
    RolloutState state,
    int wave,
    String reason,
    RolloutPlan plan,
    FleetCounts counts,
    int publishes,
    Instant created,
    String createdBy,
    Instant changed) {}
