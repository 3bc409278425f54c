package io.requant.quantlstm.internal.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses an option per layer with the least sum of penalties within a budget: a multiple-choice
 * knapsack with two constraints, solved exactly.
 *
 * <p>Layer by layer it keeps every partial choice that no other beats in bit operations, bytes and
 * penalty alike. Partial choices that cannot stay within the budget even with the cheapest rest are
 * dropped. With equal layers many partial choices cost the same, so a residual network has some
 * thousand of them.
 */
public final class Knapsack {

  /** More partial choices than this are thinned out, which {@link Solution#exact} tells. */
  private static final int MOST_STATES = 200_000;

  private final LayerCosts costs;
  private final double[][] penalties;

  /**
   * A choice.
   *
   * @param choice index of an option per layer
   * @param penalty sum of the penalties
   * @param exact whether no choice within the budget has a smaller sum
   */
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  public record Solution(int[] choice, double penalty, boolean exact) {}

  /** A partial choice; {@code before} is the one without its last layer. */
  private record State(long bops, long bytes, double penalty, int option, State before) {}

  /**
   * Prepares.
   *
   * @param penalties by layer and option
   */
  public Knapsack(LayerCosts costs, double[][] penalties) {
    this.costs = costs;
    this.penalties = penalties;
  }

  /** The best choice within a budget; empty if there is none. */
  public Optional<Solution> solve(Budget budget) {
    int layers = penalties.length;
    long[] leastBops = new long[layers + 1];
    long[] leastBytes = new long[layers + 1];
    for (int l = layers - 1; l >= 0; l--) {
      leastBops[l] = leastBops[l + 1] + least(l, true);
      leastBytes[l] = leastBytes[l + 1] + least(l, false);
    }
    List<State> states =
        List.of(new State(costs.fixed().bops(), costs.fixed().weightBytes(), 0, -1, null));
    boolean exact = true;
    for (int l = 0; l < layers; l++) {
      List<State> next = new ArrayList<>();
      for (State state : states) {
        for (int o = 0; o < penalties[l].length; o++) {
          long bops = state.bops() + costs.bops(l, o);
          long bytes = state.bytes() + costs.bytes(l, o);
          if (budget.allows(bops + leastBops[l + 1], bytes + leastBytes[l + 1])) {
            next.add(new State(bops, bytes, state.penalty() + penalties[l][o], o, state));
          }
        }
      }
      states = undominated(next);
      if (states.size() > MOST_STATES) {
        states = thinned(states);
        exact = false;
      }
    }
    boolean whole = exact;
    return states.stream()
        .min(Comparator.comparingDouble(State::penalty).thenComparingLong(State::bops))
        .map(best -> new Solution(choice(best, layers), best.penalty(), whole));
  }

  private long least(int layer, boolean ofBops) {
    long least = Long.MAX_VALUE;
    for (int o = 0; o < penalties[layer].length; o++) {
      least = Math.min(least, ofBops ? costs.bops(layer, o) : costs.bytes(layer, o));
    }
    return least;
  }

  /**
   * States that no other is at least as good as in all three respects. In the order of bit
   * operations only what came before can dominate, so a staircase of bytes and penalty is enough.
   */
  private static List<State> undominated(List<State> states) {
    states.sort(
        Comparator.comparingLong(State::bops)
            .thenComparingLong(State::bytes)
            .thenComparingDouble(State::penalty));
    Staircase stairs = new Staircase();
    List<State> kept = new ArrayList<>();
    for (State state : states) {
      if (stairs.add(state.bytes(), state.penalty())) {
        kept.add(state);
      }
    }
    return kept;
  }

  /** Every n-th state: an approximation for networks with very many different layers. */
  private static List<State> thinned(List<State> states) {
    int stride = (states.size() + MOST_STATES - 1) / MOST_STATES;
    List<State> kept = new ArrayList<>();
    for (int i = 0; i < states.size(); i += stride) {
      kept.add(states.get(i));
    }
    return kept;
  }

  private static int[] choice(State state, int layers) {
    int[] choice = new int[layers];
    State at = state;
    for (int l = layers - 1; l >= 0; l--) {
      choice[l] = at.option();
      at = at.before();
    }
    return choice;
  }
}
