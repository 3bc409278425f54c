package io.requant.fleet.simulator.internal;

/**
 * What the controller holds to be true of a gateway.
 *
 * @param gateway its id
 * @param kind how it stands with regard to what is wanted of it now
 * @param reason code or sentence; empty where none is needed
 */
public record Belief(String gateway, Kind kind, String reason) {

  /** How a gateway stands. */
  public enum Kind {
    /** It runs what is wanted. */
    CONVERGED,
    /** It is on its way. */
    PENDING,
    /** It refused, failed or went back. */
    FAILED,
    /** Nothing can be said: it is away or silent. */
    UNKNOWN,
    /** Nothing is wanted of it. */
    OUTSIDE
  }
}
