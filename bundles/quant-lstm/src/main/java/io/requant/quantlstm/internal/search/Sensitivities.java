package io.requant.quantlstm.internal.search;

import io.requant.quantlstm.internal.search.NetworkJudge.Answers;
import java.util.Arrays;

/**
 * How much worse the network answers when one layer alone gets an option: the Kullback-Leibler
 * divergence from the answers at the base option. The change of the loss would be no measure: it
 * also falls by chance, and choosing by it is worse than choosing nothing (measured).
 */
public final class Sensitivities {

  private final float[][][] values;

  /** Hears how far measuring is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * After each layer and option.
     *
     * @param divergences by image, in nats
     */
    void measured(int layer, int option, float[] divergences);
  }

  /** Knows what was measured before. */
  @FunctionalInterface
  public interface Known {
    /** The divergences of a layer and an option by image, or null. */
    float[] values(int layer, int option);
  }

  /**
   * Takes measured values.
   *
   * @param values nats by layer, option and image; not copied
   */
  public Sensitivities(float[][][] values) {
    this.values = values;
  }

  /**
   * Measures.
   *
   * @param base index of the option that all other layers have
   * @param reference answers at the base
   * @param known what need not be measured again
   */
  public static Sensitivities measure(
      LayerCosts costs,
      PolicyMaker maker,
      NetworkJudge judge,
      int base,
      Answers reference,
      Known known,
      Progress progress) {
    int layers = costs.layers().size();
    float[][][] values = new float[layers][costs.options().size()][];
    for (int l = 0; l < layers; l++) {
      for (int o = 0; o < values[l].length; o++) {
        float[] found = o == base ? new float[reference.logits().length] : known.values(l, o);
        if (found == null) {
          int[] choice = new int[layers];
          Arrays.fill(choice, base);
          choice[l] = o;
          found = NetworkJudge.divergences(reference, judge.answers(maker.make("trial", choice)));
        }
        values[l][o] = found;
        progress.measured(l, o, found);
      }
    }
    return new Sensitivities(values);
  }

  /** Number of images measured on. */
  public int images() {
    return values[0][0].length;
  }

  /** Mean over the images, by layer and option: 0 for the base. */
  public double[][] means() {
    return Arrays.stream(values)
        .map(layer -> Arrays.stream(layer).mapToDouble(NetworkJudge::mean).toArray())
        .toArray(double[][]::new);
  }

  /** What one image says, by layer and option. */
  public double[][] ofImage(int image) {
    return Arrays.stream(values)
        .map(layer -> Arrays.stream(layer).mapToDouble(option -> option[image]).toArray())
        .toArray(double[][]::new);
  }
}
