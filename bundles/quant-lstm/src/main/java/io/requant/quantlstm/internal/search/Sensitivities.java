package io.requant.quantlstm.internal.search;

import io.requant.quantlstm.internal.search.NetworkJudge.Answers;
import java.util.Arrays;

/**
 * How much worse the network answers when one layer alone gets an option: the Kullback-Leibler
 * divergence from the answers at the base option. The change of the loss would be no measure: it
 * also falls by chance, and choosing by it is worse than choosing nothing (measured).
 */
public final class Sensitivities {

  /** Hears how far measuring is. */
  @FunctionalInterface
  public interface Progress {
    /** After each layer and option. */
    void measured(int layer, int option, double divergence);
  }

  /** Knows what was measured before. */
  @FunctionalInterface
  public interface Known {
    /** The divergence of a layer and an option, or NaN. */
    double value(int layer, int option);
  }

  private Sensitivities() {}

  /**
   * Measures.
   *
   * @param base index of the option that all other layers have
   * @param reference answers at the base
   * @param known what need not be measured again
   * @return divergence by layer and option, 0 for the base
   */
  public static double[][] measure(
      LayerCosts costs,
      PolicyMaker maker,
      NetworkJudge judge,
      int base,
      Answers reference,
      Known known,
      Progress progress) {
    int layers = costs.layers().size();
    double[][] table = new double[layers][costs.options().size()];
    for (int l = 0; l < layers; l++) {
      for (int o = 0; o < table[l].length; o++) {
        table[l][o] = o == base ? 0 : known.value(l, o);
        if (Double.isNaN(table[l][o])) {
          int[] choice = new int[layers];
          Arrays.fill(choice, base);
          choice[l] = o;
          table[l][o] =
              NetworkJudge.divergence(reference, judge.answers(maker.make("trial", choice)));
        }
        progress.measured(l, o, table[l][o]);
      }
    }
    return table;
  }
}
