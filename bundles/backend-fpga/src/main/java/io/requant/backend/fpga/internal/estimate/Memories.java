package io.requant.backend.fpga.internal.estimate;

import io.requant.backend.fpga.internal.estimate.Device.Family;
import io.requant.backend.fpga.internal.plan.MemoryStyle;
import io.requant.backend.fpga.internal.plan.Numbers;

/** What memories cost: block memories by the widths that they can have, small ones in tables. */
final class Memories {

  private Memories() {}

  /** A memory that is written and read, with a register behind it. */
  static Resources ram(Family family, int width, int depth) {
    if (!MemoryStyle.ramInBlocks(width, depth)) {
      // Xilinx: four tables hold 32 x 6 or 64 x 3; Gowin: 16 x 4 in four and multiplexers above.
      double luts =
          family == Family.XILINX7
              ? 4.0 * Numbers.ceilDiv(width, depth <= 32 ? 6 : 3) * Numbers.ceilDiv(depth, 64)
              : 4.0 * Numbers.ceilDiv(width, 4) * Numbers.ceilDiv(depth, 16)
                  + (depth > 16 ? width * (Numbers.ceilDiv(depth, 16) - 1) : 0);
      return new Resources(luts, width, 0, 0);
    }
    return new Resources(0, 0, blocks(family, width, depth), 0);
  }

  /** A memory that is only read, with a register behind it. */
  static Resources rom(Family family, int width, int depth) {
    if (depth == 1) {
      return Resources.NONE;
    }
    if (!MemoryStyle.romInBlocks(width, depth)) {
      // Random contents: what a table can select among, less what the synthesizer finds equal.
      double luts =
          family == Family.XILINX7
              ? 0.9 * width * Numbers.ceilDiv(depth, 64)
              : 0.9 * width * Numbers.ceilDiv(depth, 16);
      return new Resources(depth <= 4 ? luts / 2 : luts, width, 0, 0);
    }
    return new Resources(0, 0, blocks(family, width, depth), 0);
  }

  /** Block memories of a width and depth: the cheapest of their shapes. */
  static double blocks(Family family, int width, int depth) {
    double least = MemoryStyle.blocks(width, depth);
    // Xilinx: these are halves of a block of 36 Kbit.
    return family == Family.GOWIN ? least : least / 2;
  }
}
