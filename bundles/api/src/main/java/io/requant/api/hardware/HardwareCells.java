package io.requant.api.hardware;

/**
 * Cells of a programmable device, used or available; all 0 or more.
 *
 * @param luts look-up tables
 * @param flipFlops flip-flops
 * @param blockRams block memories of the device's own size; half ones count 0.5
 * @param dsps multipliers of the device's own width
 */
public record HardwareCells(double luts, double flipFlops, double blockRams, double dsps) {

  public HardwareCells {
    if (!(luts >= 0 && flipFlops >= 0 && blockRams >= 0 && dsps >= 0)) {
      throw new IllegalArgumentException(
          "cells %s, %s, %s, %s: needs 0 or more of each"
              .formatted(luts, flipFlops, blockRams, dsps));
    }
  }

  /** How many of one kind. */
  public double of(HardwareResource resource) {
    return switch (resource) {
      case LUT -> luts;
      case FLIP_FLOP -> flipFlops;
      case BLOCK_RAM -> blockRams;
      case DSP -> dsps;
    };
  }
}
