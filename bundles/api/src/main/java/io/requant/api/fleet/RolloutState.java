package io.requant.api.fleet;

/** How far a rollout has come. */
public enum RolloutState {
  /** It waits for the time at which it may begin. */
  SCHEDULED,
  /** A wave is published; too few of its gateways have converged yet. */
  RUNNING,
  /** Enough gateways of the wave have converged; they are watched before the next wave begins. */
  SOAKING,
  /** The next wave begins once somebody approves it. */
  AWAITING_APPROVAL,
  /** No further wave begins; what is published stays published. */
  PAUSED,
  /**
   * The last wave has converged and soaked: the policy is what the ring goes back to from now on.
   */
  COMPLETED,
  /** Given up; gateways that had not finished were told to leave the change, others keep it. */
  ABORTED,
  /** Its time was over before it began. */
  EXPIRED,
  /** Every gateway of the ring is told to go back. */
  ROLLING_BACK,
  /** No gateway that is reachable still has to go back. */
  ROLLED_BACK;

  /** Whether another rollout of the ring may begin. */
  public boolean ended() {
    return this == COMPLETED || this == ABORTED || this == EXPIRED || this == ROLLED_BACK;
  }
}
