package io.requant.backend.fpga.internal.energy;

/**
 * Energy of operations in an ASIC of 45 nm, picojoules, for random operands, after Horowitz
 * (Computing's energy problem, ISSCC 2014): 8-bit addition 0.03, 32-bit 0.1; 8-bit product 0.2,
 * 32-bit 3.1; 64 bits of an 8 KB memory 10. Sums grow with the width, products with both.
 */
final class OperationEnergy {

  private static final double ADD_PER_BIT = 0.1 / 32;
  private static final double MULTIPLY_8 = 0.2;
  private static final double READ_PER_BIT = 10.0 / 64;

  private OperationEnergy() {}

  static double add(int bits) {
    return ADD_PER_BIT * bits;
  }

  static double multiply(int a, int b) {
    return MULTIPLY_8 * a * b / 64;
  }

  static double memory(long bits) {
    return READ_PER_BIT * bits;
  }
}
