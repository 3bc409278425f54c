package io.requant.fleet.simulator.internal;

import io.requant.fleet.simulator.internal.Staged.Result;
import java.util.List;
import java.util.Map;

/**
 * One rollout of a simulation and what became of it.
 *
 * @param name {@code good} or {@code bad}
 * @param policy its policy
 * @param result how it ended
 * @param seconds from its order until every gateway had settled
 * @param messages what was on the wire
 * @param account what became of every gateway
 * @param faults how often each kind happened
 * @param firstWave number of gateways in its first wave
 * @param affected number of gateways that ever ran the policy in it
 * @param controllerCpuSeconds processor time of the controller's threads
 * @param timeline settled gateways by time
 */
record Act(
    String name,
    String policy,
    Result result,
    double seconds,
    Observer.Counts messages,
    Account account,
    Map<FaultKind, Integer> faults,
    int firstWave,
    int affected,
    double controllerCpuSeconds,
    List<Point> timeline) {

  /**
   * Gateways that ran the policy at a moment.
   *
   * @param seconds since the rollout was ordered
   * @param running how many
   */
  record Point(double seconds, int running) {}
}
