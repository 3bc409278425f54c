package io.requant.quantlstm.internal.gate;

import io.requant.api.resource.ResourceLevel;

/**
 * What a gate is told about the budget: the one-hot code of a resource level, or for a budget
 * between two levels their codes in proportion.
 *
 * @param lower index of a level, 0 for 25 %
 * @param upper part of the level above it, 0..1; 0 if {@code lower} is the highest
 */
record GateLevel(int lower, double upper) {

  GateLevel {
    int highest = GateShape.LEVELS - 1;
    boolean between = upper >= 0 && upper <= (lower == highest ? 0 : 1);
    if (lower < 0 || lower > highest || !between) {
      throw new IllegalArgumentException(
          "level %d and %s of the next: levels are 0..%d".formatted(lower, upper, highest));
    }
  }

  /** One of the levels. */
  static GateLevel of(ResourceLevel level) {
    return new GateLevel(level.ordinal(), 0);
  }

  /**
   * A budget between levels; one outside them is taken for the nearest.
   *
   * @param part of what the widest costs
   */
  static GateLevel ofPart(double part) {
    double at = Math.max(0, Math.min(GateShape.LEVELS - 1, part * GateShape.LEVELS - 1));
    int lower = (int) at;
    return new GateLevel(lower, at - lower);
  }

  /** Weight of a level in the code, 0..1. */
  double weight(int level) {
    return level == lower ? 1 - upper : level == lower + 1 ? upper : 0;
  }
}
