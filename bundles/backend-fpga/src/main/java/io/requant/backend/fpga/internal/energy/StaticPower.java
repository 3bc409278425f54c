package io.requant.backend.fpga.internal.energy;

import io.requant.backend.fpga.internal.estimate.Device;

/**
 * What a configured device takes when nothing moves, in watts, at room temperature. Assumed: the
 * order of magnitude that the vendors' power estimators give for parts of these sizes, with a
 * factor of two each way; no data sheet gives a guaranteed typical value, and temperature alone
 * makes that difference.
 *
 * @param low lower bound
 * @param assumed in between
 * @param high upper bound
 */
public record StaticPower(double low, double assumed, double high) {

  private static StaticPower about(double watts) {
    return new StaticPower(watts / 2, watts, 2 * watts);
  }

  /** The power of a device. */
  public static StaticPower of(Device device) {
    return switch (device.id()) {
      case "gw2a-18c" -> about(0.06);
      case "artix7-200t" -> about(0.14);
      case "zynq-7020" -> about(0.12);
      default -> throw new IllegalArgumentException("no static power for " + device.name());
    };
  }
}
