package io.requant.quantlstm.internal.compress;

import io.requant.quantlstm.internal.search.Budget;
import java.util.List;

/**
 * What the ways to choose widths came to under one budget.
 *
 * @param part budget as a part of what 8 bits cost, 0..1
 * @param budget the budget
 * @param outerBits width of the weights of the outer layers
 * @param entries one per way that found a choice
 */
record Comparison(double part, Budget budget, int outerBits, List<Entry> entries) {

  /**
   * One way's choice.
   *
   * @param way "uniform", "random", "dp" or "oracle"
   * @param choice option per layer
   * @param bops bit operations
   * @param bytes bytes of weights
   * @param divergence mean Kullback-Leibler divergence from the 8-bit answers, on training images
   * @param top1 on the hold-out, 0..1
   */
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  record Entry(String way, int[] choice, long bops, long bytes, double divergence, double top1) {}

  /** The entry of a way, or null. */
  Entry of(String way) {
    return entries.stream().filter(e -> e.way().equals(way)).findFirst().orElse(null);
  }
}
