package io.requant.quantlstm.internal.gate;

import io.requant.model.network.Digest;
import io.requant.quantlstm.internal.gate.GateTrainer.Lesson;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Sensitivities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a gate by imitation in two stages: first of the best choice for all images under budgets of
 * every level and between, then of the best choices for single images.
 */
public final class GateMaker {

  /**
   * Budgets that are taught, as parts of what the widest costs: the levels, and three or one
   * between.
   */
  static final double[] PARTS = {
    0.25, 0.3125, 0.375, 0.4375, 0.5, 0.5625, 0.625, 0.6875, 0.75, 0.875, 1
  };

  private static final double LEVEL_RATE = 0.01;
  private static final double IMAGE_RATE = 0.004;

  /**
   * How long to train, in batches of 32 lessons.
   *
   * @param levels steps on choices for all images
   * @param images steps on choices for single images
   */
  public record Steps(int levels, int images) {

    /** Enough for the two or three thousand parameters of a residual network's gate. */
    public static final Steps DEFAULT = new Steps(2500, 2000);
  }

  private final Digest network;
  private final LayerCosts costs;
  private final GateTeacher teacher;
  private final float[][][] means;

  /**
   * Prepares.
   *
   * @param network whose layers are chosen for
   * @param costs with the outer layers as wide as wanted first
   * @param sensitivities by image
   * @param means what the layers read at the widest, by the same images, layer and channel
   */
  public GateMaker(
      Digest network, List<LayerCosts> costs, Sensitivities sensitivities, float[][][] means) {
    if (means.length != sensitivities.images()) {
      throw new IllegalArgumentException(
          "features of %d images, sensitivities of %d"
              .formatted(means.length, sensitivities.images()));
    }
    this.network = network;
    this.costs = costs.get(0);
    this.teacher = new GateTeacher(costs, sensitivities);
    this.means = means;
  }

  /**
   * Trains.
   *
   * @param images that have choices of their own, 0 to leave the second stage out
   * @param steps of both stages
   * @param seed of everything random
   */
  public TrainedGate make(int images, Steps steps, long seed) {
    GateShape shape = LstmGate.shape(costs);
    float[] gains = gains();
    float[][][] features = scaled(gains);
    GateTrainer trainer = new GateTrainer(shape, seed);
    List<Lesson> levels = new ArrayList<>();
    for (double part : PARTS) {
      teacher
          .forAll(part)
          .ifPresent(wanted -> levels.add(new Lesson(null, GateLevel.ofPart(part), wanted)));
    }
    if (levels.isEmpty()) {
      throw new IllegalArgumentException("no choice of widths is within any budget of a level");
    }
    double levelLoss =
        trainer.train(
            steps.levels(),
            LEVEL_RATE,
            random -> {
              Lesson lesson = levels.get(random.nextInt(levels.size()));
              float[][] seen = features[random.nextInt(features.length)];
              return new Lesson(seen, lesson.level(), lesson.wanted());
            });
    List<Lesson> own = own(features, Math.min(images, features.length));
    double imageLoss =
        own.isEmpty()
            ? Double.NaN
            : trainer.train(
                steps.images(), IMAGE_RATE, random -> own.get(random.nextInt(own.size())));
    LstmGate gate = new LstmGate(network, costs.options(), shape, gains, trainer.parameters());
    return new TrainedGate(gate, means, levelLoss, imageLoss);
  }

  private List<Lesson> own(float[][][] features, int images) {
    List<Lesson> lessons = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      // A knapsack takes its time: each image has its choices under two of the budgets, in turn.
      for (int turn : new int[] {i, i + PARTS.length / 2}) {
        double part = PARTS[turn % PARTS.length];
        Optional<int[]> wanted = teacher.forImage(i, part);
        if (wanted.isPresent()) {
          lessons.add(new Lesson(features[i], GateLevel.ofPart(part), wanted.get()));
        }
      }
    }
    return lessons;
  }

  /** Factors that give the features of every layer a mean square of 1. */
  private float[] gains() {
    float[] gains = new float[means[0].length];
    for (int l = 0; l < gains.length; l++) {
      double sum = 0;
      for (float[][] image : means) {
        for (float value : image[l]) {
          sum += (double) value * value / image[l].length;
        }
      }
      gains[l] = sum == 0 ? 1 : (float) Math.sqrt(means.length / sum);
    }
    return gains;
  }

  private float[][][] scaled(float[] gains) {
    float[][][] features = new float[means.length][gains.length][];
    for (int i = 0; i < means.length; i++) {
      for (int l = 0; l < gains.length; l++) {
        features[i][l] = means[i][l].clone();
        for (int c = 0; c < features[i][l].length; c++) {
          features[i][l][c] *= gains[l];
        }
      }
    }
    return features;
  }
}
