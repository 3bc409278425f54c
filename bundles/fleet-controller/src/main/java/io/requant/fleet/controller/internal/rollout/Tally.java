package io.requant.fleet.controller.internal.rollout;

import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.Standing;
import java.util.HashMap;
import java.util.Map;

/** Counts gateways by what is known of them. */
public final class Tally {

  private final int[] counts = new int[Standing.values().length];
  private final Map<String, Integer> failures = new HashMap<>();

  /**
   * Counts one.
   *
   * @param code why it failed; null if it did not
   */
  public void add(Standing standing, String code) {
    counts[standing.ordinal()]++;
    if (code != null) {
      failures.merge(code, 1, Integer::sum);
    }
  }

  /** What was counted. */
  public FleetCounts counts() {
    return new FleetCounts(
        of(Standing.CONVERGED),
        of(Standing.PENDING),
        of(Standing.FAILED),
        of(Standing.UNKNOWN),
        of(Standing.OUTSIDE),
        of(Standing.EXEMPT),
        failures);
  }

  private int of(Standing standing) {
    return counts[standing.ordinal()];
  }
}
