package io.requant.quantlstm.internal.measure;

import io.requant.api.backend.EngineInfo;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.Map;

/**
 * What was measured on the device that a run was made on.
 *
 * @param machine what it is and how busy it was, by key
 * @param policies the fixed one first, then those that the gate of the levels chooses
 * @param engines what computed them, in the same order
 * @param byLevel number of the policy of each level
 * @param times of an image
 * @param shares of the processor while frames come at a fixed rate
 * @param limits times under limits of the processor, ascending
 */
public record DeviceFigures(
    Map<String, Object> machine,
    List<Policy> policies,
    List<EngineInfo> engines,
    Map<ResourceLevel, Integer> byLevel,
    InterleavedTimes times,
    CpuShares shares,
    List<LimitedTimes> limits) {

  /** Load average for each processor from which on a machine is busy. */
  private static final double BUSY = 0.5;

  private static final String BUSY_NOTE =
      ". The machine was busy: compare times with each other only, by their ratios";

  /** Copies the lists. */
  public DeviceFigures {
    policies = List.copyOf(policies);
    engines = List.copyOf(engines);
    limits = List.copyOf(limits);
  }

  /** How a caption says where times are from. */
  public String caption() {
    EngineInfo info = engines.get(0);
    boolean busy =
        machine.get("loadAverage") instanceof Double load
            && machine.get("processors") instanceof Integer processors
            && load > BUSY * processors;
    return "This machine: %s; backend %s (%s), one thread%s"
        .formatted(machine.get("description"), info.backend(), info.path(), busy ? BUSY_NOTE : "");
  }
}
