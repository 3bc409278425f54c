package io.requant.quantlstm.internal.gate;

import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.Knapsack;
import io.requant.quantlstm.internal.search.LayerCosts;
import java.util.Optional;

/** A gate with the features of the images that it is asked about when a policy is to be made. */
public final class TrainedGate {

  private final LstmGate gate;
  private final float[][][] means;
  private final double levelLoss;
  private final double imageLoss;
  private final Optional<Tuning> tuning;

  /**
   * What training through the network did to a gate that had learned by imitation.
   *
   * @param before the gate that had only imitated
   * @param epochs passes over the images
   * @param images that it was trained on
   * @param loss mean loss of the last epoch: both cross entropies and what exceeded budgets, in
   *     nats
   * @param seconds that it took
   */
  public record Tuning(TrainedGate before, int epochs, int images, double loss, double seconds) {}

  /**
   * Joins.
   *
   * @param means features by image, layer and channel, in real units
   * @param levelLoss cross entropy after learning the choices for all images, nats a layer
   * @param imageLoss cross entropy after learning those for single images, nats a layer
   */
  TrainedGate(LstmGate gate, float[][][] means, double levelLoss, double imageLoss) {
    this(gate, means, levelLoss, imageLoss, Optional.empty());
  }

  private TrainedGate(
      LstmGate gate,
      float[][][] means,
      double levelLoss,
      double imageLoss,
      Optional<Tuning> tuning) {
    this.gate = gate;
    this.means = means;
    this.levelLoss = levelLoss;
    this.imageLoss = imageLoss;
    this.tuning = tuning;
  }

  /**
   * A gate that was trained before.
   *
   * @param means features by image, layer and channel, in real units
   */
  public static TrainedGate of(LstmGate gate, float[][][] means) {
    return new TrainedGate(gate, means, Double.NaN, Double.NaN);
  }

  /** This gate with parameters that were trained on through the network. */
  TrainedGate tuned(float[] parameters, int epochs, int images, double loss, double seconds) {
    return new TrainedGate(
        gate.with(parameters),
        means,
        levelLoss,
        imageLoss,
        Optional.of(new Tuning(this, epochs, images, loss, seconds)));
  }

  /** What training through the network did; empty if there was none. */
  public Optional<Tuning> tuning() {
    return tuning;
  }

  /** Features of the images, by image, layer and channel; not to be changed. */
  float[][][] means() {
    return means;
  }

  /** The gate. */
  public LstmGate gate() {
    return gate;
  }

  /** Images that a static choice is made from. */
  public int images() {
    return means.length;
  }

  /** Cross entropy after learning the choices for all images, in nats a layer. */
  public double levelLoss() {
    return levelLoss;
  }

  /** Cross entropy after learning the choices for single images, in nats a layer. */
  public double imageLoss() {
    return imageLoss;
  }

  /**
   * The choice for all images that the gate finds most likely within a budget: the knapsack over
   * the mean logarithms of its probabilities. Empty if no choice is within the budget.
   *
   * @param part what the gate is told: the budget as a part of what the widest costs
   */
  public Optional<int[]> choice(LayerCosts costs, Budget budget, double part) {
    GateLevel level = GateLevel.ofPart(part);
    double[][] penalties = new double[gate.shape().layers()][gate.shape().options()];
    for (float[][] image : means) {
      double[][] logs = gate.logProbabilities(image, level);
      for (int l = 0; l < logs.length; l++) {
        for (int o = 0; o < logs[l].length; o++) {
          penalties[l][o] -= logs[l][o] / means.length;
        }
      }
    }
    return new Knapsack(costs, penalties).solve(budget).map(Knapsack.Solution::choice);
  }
}
