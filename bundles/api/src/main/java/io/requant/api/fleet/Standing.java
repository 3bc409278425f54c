package io.requant.api.fleet;

/** What is known of a gateway with regard to what is wanted of it. Nothing is assumed. */
public enum Standing {
  /** It reported that it carried out the newest message, computes so, and its soak is over. */
  CONVERGED,
  /** It is on its way, as far as it has said. */
  PENDING,
  /** It refused, failed or went back, and said why. */
  FAILED,
  /** It has been silent for too long to say. */
  UNKNOWN,
  /** It is not in the present wave. */
  OUTSIDE,
  /**
   * Nothing is wanted of it: pinned, of another kind than required, or its ring was told nothing.
   */
  EXEMPT
}
