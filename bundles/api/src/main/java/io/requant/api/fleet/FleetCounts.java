package io.requant.api.fleet;

import java.util.Map;

/**
 * Gateways of a ring by what is known of them.
 *
 * @param converged of {@link Standing#CONVERGED}
 * @param pending of {@link Standing#PENDING}
 * @param failed of {@link Standing#FAILED}
 * @param unknown of {@link Standing#UNKNOWN}
 * @param outside of {@link Standing#OUTSIDE}
 * @param exempt of {@link Standing#EXEMPT}
 * @param failures how many failed, by code
 */
public record FleetCounts(
    int converged,
    int pending,
    int failed,
    int unknown,
    int outside,
    int exempt,
    Map<String, Integer> failures) {

  /** No gateway. */
  public static final FleetCounts NONE = new FleetCounts(0, 0, 0, 0, 0, 0, Map.of());

  public FleetCounts {
    failures = Map.copyOf(failures);
  }

  /** Gateways of which something is wanted now. */
  public int asked() {
    return converged + pending + failed + unknown;
  }

  /** All gateways. */
  public int gateways() {
    return asked() + outside + exempt;
  }
}
