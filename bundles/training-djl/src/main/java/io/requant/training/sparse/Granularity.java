package io.requant.training.sparse;

import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;

/** What is pruned as a whole. */
public enum Granularity {
  /** Single weights. */
  UNSTRUCTURED(1, 1),
  /** Four consecutive input channels of one output channel at one kernel tap. */
  BLOCK_1X4(1, 4),
  /** Four consecutive input channels of sixteen consecutive output channels at one kernel tap. */
  BLOCK_16X4(16, 4),
  /** All weights of an output channel. */
  FILTER(1, Integer.MAX_VALUE);

  private final int outs;
  private final int ins;

  Granularity(int outs, int ins) {
    this.outs = outs;
    this.ins = ins;
  }

  /** Whether weights that are kept may still become zero: they share a group with larger ones. */
  boolean keepsZeros() {
    return this != UNSTRUCTURED;
  }

  /**
   * Divides the weights of a layer into groups. Groups at the end of a dimension may be smaller.
   *
   * @return number of the group of each weight, in torch's order (output channel, input channel,
   *     kernel row, kernel column), from 0 without a gap
   */
  int[] groups(Parametric layer) {
    int window = layer instanceof Conv conv ? conv.window().area() : 1;
    int inputs = layer.weightsPerChannel() / window;
    int taps = this == FILTER ? 1 : window;
    int inGroups = (int) (((long) inputs + ins - 1) / ins);
    int[] groups = new int[layer.weightCount()];
    for (int i = 0; i < groups.length; i++) {
      int tap = i % window;
      int in = i / window % inputs;
      int out = i / window / inputs;
      int tapGroup = taps == 1 ? 0 : tap;
      groups[i] = (out / outs * inGroups + in / ins) * taps + tapGroup;
    }
    return groups;
  }
}
