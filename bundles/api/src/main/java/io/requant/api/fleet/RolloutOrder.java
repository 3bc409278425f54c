package io.requant.api.fleet;

/** What can be ordered of a rollout. */
public enum RolloutOrder {
  /** Begin no further wave. */
  PAUSE,
  /** Go on after a pause. */
  RESUME,
  /** Begin the wave that waits for it. */
  APPROVE,
  /** Give up: gateways that have not finished leave the change, others keep it. */
  ABORT,
  /** Tell every gateway of the ring to go back. */
  ROLLBACK
}
