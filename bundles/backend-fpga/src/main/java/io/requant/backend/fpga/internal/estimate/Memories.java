package io.requant.backend.fpga.internal.estimate;

import io.requant.backend.fpga.internal.estimate.Device.Family;
import io.requant.backend.fpga.internal.plan.MemoryStyle;
import io.requant.backend.fpga.internal.plan.Numbers;

/** What memories cost: block memories by the widths that they can have, small ones in tables. */
final class Memories {

  private Memories() {}

  /** A memory that is written and read, with a register behind it. */
  static Resources ram(Family family, int width, int depth) {
    return MemoryStyle.ramInBlocks(width, depth)
        ? new Resources(0, 0, blocks(family, width, depth), 0)
        : tables(family, width, depth).plus(new Resources(0, width, 0, 0));
  }

  /** The same in tables, and without a register. */
  static Resources tables(Family family, int width, int depth) {
    // Xilinx: four tables hold 32 x 6 or 64 x 3; Gowin: 16 x 4 in four, and multiplexers behind.
    double luts =
        family == Family.XILINX7
            ? 4.0 * Numbers.ceilDiv(width, depth <= 32 ? 6 : 3) * Numbers.ceilDiv(depth, 64)
            : 4.0 * Numbers.ceilDiv(width, 4) * Numbers.ceilDiv(depth, 16)
                + width * (Numbers.ceilDiv(depth, 16) - 1.0);
    return new Resources(luts, 0, 0, 0);
  }

  /** A memory that is only read, with a register behind it. */
  static Resources rom(Family family, int width, int depth) {
    if (depth == 1) {
      return Resources.NONE;
    }
    if (MemoryStyle.romInBlocks(width, depth)) {
      return new Resources(0, 0, blocks(family, width, depth), 0);
    }
    double luts =
        family == Family.XILINX7
            ? 0.9 * width * Numbers.ceilDiv(depth, 64)
            : (double) width * tables(depth, 3);
    return new Resources(depth <= 4 ? luts / 2 : luts, width, 0, 0);
  }

  /**
   * Tables of four inputs for one bit of such a memory, on Gowin, where they join up to 256 words.
   */
  private static int tables(int depth, int parts) {
    int whole = Integer.highestOneBit(depth);
    int rest = depth - whole;
    if (depth <= 16) {
      return 1;
    }
    if (rest != 0 && parts == 1) {
      whole *= 2;
    }
    int luts = Numbers.ceilDiv(whole, 16) + Numbers.ceilDiv(whole, 256) - 1;
    return rest == 0 || parts == 1 ? luts : luts + 1 + tables(rest, parts - 1);
  }

  /** Block memories of a width and depth: the cheapest of their shapes. */
  static double blocks(Family family, int width, int depth) {
    double least = MemoryStyle.blocks(width, depth);
    // Xilinx: these are halves of a block of 36 Kbit.
    return family == Family.GOWIN ? least : least / 2;
  }
}
