package io.requant.quantlstm.internal.compare;

import io.requant.quantlstm.internal.search.Budget;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ways to choose widths came to under one budget.
 *
 * @param part budget as a part of what the widest costs, 0..1
 * @param budget the budget
 * @param outerBits width of the weights of the outer layers
 * @param entries one per way that found a choice
 * @param gateAgainst how much better the gate is than each other way, on the hold-out
 */
public record Comparison(
    double part,
    Budget budget,
    int outerBits,
    List<Entry> entries,
    Map<String, PairedBootstrap> gateAgainst) {

  /** The way that asks the gate. */
  public static final String GATE = "gate";

  /** The way that asks the gate as it was before it was trained through the network. */
  static final String IMITATION = "imitation";

  /** All ways. */
  public static final List<String> WAYS =
      List.of("uniform", "random", "dp", IMITATION, GATE, "oracle");

  /**
   * One way's choice.
   *
   * @param way one of {@link #WAYS}
   * @param choice option per layer
   * @param bops bit operations
   * @param bytes bytes of weights
   * @param divergence mean Kullback-Leibler divergence from the answers at the widest, on training
   *     images
   * @param correct whether the answer was right, by image of the hold-out
   */
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  public record Entry(
      String way, int[] choice, long bops, long bytes, double divergence, boolean[] correct) {

    /** Accuracy on the hold-out, 0..1. */
    public double top1() {
      int sum = 0;
      for (boolean right : correct) {
        sum += right ? 1 : 0;
      }
      return sum / (double) correct.length;
    }

    /** The same choice, found another way. */
    Entry by(String other) {
      return new Entry(other, choice, bops, bytes, divergence, correct);
    }
  }

  /** Compares the gate with the other ways, image by image. */
  public static Comparison of(
      double part, Budget budget, int outerBits, List<Entry> entries, long seed) {
    Map<String, PairedBootstrap> against = new LinkedHashMap<>();
    entries.stream()
        .filter(entry -> entry.way().equals(GATE))
        .findFirst()
        .ifPresent(
            gate ->
                entries.stream()
                    .filter(entry -> !entry.way().equals(GATE))
                    .forEach(
                        entry ->
                            against.put(
                                entry.way(),
                                PairedBootstrap.of(gate.correct(), entry.correct(), seed))));
    return new Comparison(part, budget, outerBits, entries, against);
  }

  /** The entry of a way, or null. */
  public Entry of(String way) {
    return entries.stream().filter(e -> e.way().equals(way)).findFirst().orElse(null);
  }

  /** The entry that the hold-out prefers, the cheaper one of equals; empty if there is none. */
  public Optional<Entry> best() {
    return entries.stream()
        .max(Comparator.comparingDouble(Entry::top1).thenComparing(entry -> -entry.bops()));
  }
}
