package io.requant.fleet.simulator.internal;

/** How a policy does on a gateway. */
enum Fate {
  /** It works. */
  WORKS,
  /** Beside the old engine it names other classes. */
  FAILS_GATE,
  /** It passes the comparison, and becomes too slow while it soaks. */
  FAILS_SOAK
}
