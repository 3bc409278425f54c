package io.requant.fleet.simulator.internal;

/**
 * Something that must never happen did.
 *
 * @param gateway where
 * @param invariant which rule
 * @param message one sentence for people
 */
record Violation(String gateway, Invariant invariant, String message) {

  /** What must hold. */
  enum Invariant {
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
    ROLLED_BACK
  }
}
