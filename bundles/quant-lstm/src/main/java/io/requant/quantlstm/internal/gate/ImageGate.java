package io.requant.quantlstm.internal.gate;

import io.requant.quantlstm.internal.search.LayerCosts;
import java.util.Arrays;

/**
 * Lets a gate choose for single images: in each layer the option with the largest logarithm of its
 * probability less a pull times what it costs. The pull is the same for all images, so that they
 * come to a wanted mean together; no single image keeps a budget.
 */
public final class ImageGate {

  /** Halvings of the range of the pull. */
  private static final int HALVINGS = 30;

  /** More than any difference of two logarithms, for an option that costs all there is. */
  private static final double STRONGEST = 1e4;

  private final LstmGate gate;
  private final LayerCosts costs;
  private final GateLevel level;
  private final double full;
  private final double pull;

  private ImageGate(LstmGate gate, LayerCosts costs, GateLevel level, double full, double pull) {
    this.gate = gate;
    this.costs = costs;
    this.level = level;
    this.full = full;
    this.pull = pull;
  }

  /**
   * A gate whose mean on the images that it knows is at most so many bit operations, or the least
   * that it can have.
   *
   * @param part what the gate is told: the budget as a part of what the widest costs
   * @param bops wanted mean
   */
  public static ImageGate of(TrainedGate trained, LayerCosts costs, double part, long bops) {
    GateLevel level = GateLevel.ofPart(part);
    double full = costs.bops(new int[costs.layers().size()]);
    double[][][] logs =
        Arrays.stream(trained.means())
            .map(means -> trained.gate().logProbabilities(means, level))
            .toArray(double[][][]::new);
    double low = -STRONGEST;
    double high = STRONGEST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      ImageGate tried = new ImageGate(trained.gate(), costs, level, full, middle);
      double sum = 0;
      for (double[][] image : logs) {
        int[] choice = new int[image.length];
        for (int l = 0; l < choice.length; l++) {
          choice[l] = tried.best(image[l], l);
        }
        sum += costs.bops(choice);
      }
      if (sum / logs.length > bops) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new ImageGate(trained.gate(), costs, level, full, high);
  }

  private int best(double[] logs, int layer) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int o = 0; o < logs.length; o++) {
      double value = logs[o] - pull * costs.bops(layer, o) / full;
      if (value > most) {
        most = value;
        best = o;
      }
    }
    return best;
  }

  /** One image on its way through the network. Not thread-safe. */
  public final class Walk {
    private final LstmGate.Walk walk = gate.walk(level);
    private final int[] choice = new int[costs.layers().size()];
    private int layer;

    private Walk() {}

    /**
     * Chooses for the next layer.
     *
     * @param means of what it reads, by channel, in real units
     * @return index of an option
     */
    public int next(float[] means) {
      choice[layer] = best(walk.next(means), layer);
      return choice[layer++];
    }

    /** All that was chosen, by layer. */
    public int[] choice() {
      return choice.clone();
    }
  }

  /** Starts before the first layer. */
  public Walk walk() {
    return new Walk();
  }
}
