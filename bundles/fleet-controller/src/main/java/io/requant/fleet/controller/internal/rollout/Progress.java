package io.requant.fleet.controller.internal.rollout;

import io.requant.api.fleet.RolloutState;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a rollout has come.
 *
 * @param state the state
 * @param wave newest wave that is published, from 1; 0 before the first
 * @param waveSince when that was published, or the rollout resumed
 * @param reached when enough gateways had converged; empty if they have not
 * @param publishes messages to the ring so far
 * @param reason one sentence for people
 * @param changed when the state changed last
 */
public record Progress(
    RolloutState state,
    int wave,
    Instant waveSince,
    Optional<Instant> reached,
    int publishes,
    String reason,
    Instant changed) {

  /** The same wave in a state. */
  Progress to(RolloutState next, String why, Instant now, Optional<Instant> enoughSince) {
    return new Progress(
        next, wave, waveSince, enoughSince, publishes, why, next == state ? changed : now);
  }

  /** With one more message. */
  Progress published() {
    return new Progress(state, wave, waveSince, reached, publishes + 1, reason, changed);
  }
}
