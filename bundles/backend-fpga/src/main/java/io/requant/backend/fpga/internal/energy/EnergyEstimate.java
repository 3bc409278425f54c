package io.requant.backend.fpga.internal.energy;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Energy of an inference, estimated, in microjoules.
 *
 * @param idle static power over the time of a frame
 * @param dynamic operations and memories
 * @param clock flip-flops' clock inputs and the clock's tree
 * @param low lower bound of the sum
 * @param high upper bound
 */
public record EnergyEstimate(double idle, double dynamic, double clock, double low, double high) {

  /** Everything. */
  public double total() {
    return idle + dynamic + clock;
  }

  /** Keys of reports. */
  public Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("static", idle);
    keys.put("dynamic", dynamic);
    keys.put("clock", clock);
    keys.put("total", total());
    keys.put("low", low);
    keys.put("high", high);
    keys.put("basis", "estimated");
    return keys;
  }
}
