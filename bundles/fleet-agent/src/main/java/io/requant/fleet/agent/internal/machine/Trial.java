package io.requant.fleet.agent.internal.machine;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.fleet.protocol.Position;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A policy that has to prove itself, and the way back. On disk, so that a restart neither ends its
 * soak nor forgets what was there before.
 *
 * @param message the message that brought the policy
 * @param before what was desired before, encoded
 * @param bounds what might be adapted to then
 * @param soakUntil when it has proved itself; empty while it is not active yet
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its content, see equals
record Trial(
    Position message, byte[] before, AdaptationBounds bounds, Optional<Instant> soakUntil) {

  /** The same, active and to be watched until then. */
  Trial soaking(Instant until) {
    return new Trial(message, before, bounds, Optional.of(until));
  }

  /** The same, brought by a newer message. */
  Trial of(Position newer) {
    return new Trial(newer, before, bounds, soakUntil);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Trial trial
        && message.equals(trial.message)
        && Arrays.equals(before, trial.before)
        && bounds.equals(trial.bounds)
        && soakUntil.equals(trial.soakUntil);
  }

  @Override
  public int hashCode() {
    return Objects.hash(message, Arrays.hashCode(before), bounds, soakUntil);
  }
}
