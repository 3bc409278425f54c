package io.requant.fleet.simulator.internal;

/**
 * Something that must never happen did.
 *
 * @param gateway where
 * @param invariant which rule
 * @param message one sentence for people
 */
public record Violation(String gateway, Invariant invariant, String message) {

  /** What must hold. */
  public enum Invariant {
    /** A gateway's disk never goes back to an older message. */
    NO_REGRESS,
    /** At most one policy computes frames. */
    ONE_POLICY,
    /** A gateway runs nothing that it was not told to run: never two waves ahead. */
    NOTHING_UNASKED,
    /** A gateway says what is true of it. */
    TRUE_REPORTS,
    /** The controller believes nothing that is not so. */
    TRUE_BELIEF,
    /** Every gateway has converged, or there is a reason. */
    ACCOUNTED,
    /** Nobody who can be reached still runs what was rolled back. */
    ROLLED_BACK,
    /** No two messages have the same number, and a later one is later. */
    ONE_ORDER,
    /** Every frame of a gateway has a result, was shed, or is in flight. */
    LEDGER,
    /** What was ordered and what was published is in the audit log, once. */
    AUDITED,
    /** An order that was taken is carried out to its end. */
    ENDED
  }
}
