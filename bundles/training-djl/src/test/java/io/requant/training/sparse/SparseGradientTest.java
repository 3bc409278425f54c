package io.requant.training.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.training.internal.torch.Script;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Gradients against finite differences of smooth functions that stand in for the hard ones. */
class SparseGradientTest {

  private static final SparseSettings SETTINGS =
      new SparseSettings(List.of(2, 4), Granularity.UNSTRUCTURED, true, false, 1000, 0, 1, 0.01);

  /** STR stands a soft threshold in: sign(w) relu(|w| - tau), summed with weights g. */
  @Test
  void theFactorsGradientIsThatOfASoftThreshold() {
    int count = 24;
    SplittableRandom random = new SplittableRandom(3);
    float[] weights = new float[count];
    float[] upstream = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
      upstream[i] = (float) random.nextDouble(-1, 1);
    }
    double threshold = 0.4;
    double slope = 0.7;
    float[] mask = new float[count];
    for (int i = 0; i < count; i++) {
      mask[i] = Math.abs(weights[i]) > threshold ? 1 : 0;
    }
    double step = 1e-6;
    double expected =
        slope
            * (soft(weights, upstream, threshold + step)
                - soft(weights, upstream, threshold - step))
            / (2 * step);
    try (NDManager manager = NDManager.newBaseManager();
        Script script = new Script(manager, SparseScript.of(SETTINGS, 1))) {
      NDArray factors = manager.create(new float[] {0.3f, 0.1f, -0.2f});
      factors.setRequiresGradient(true);
      JniUtils.setGradMode(true);
      try {
        NDArray computed =
            script.call(
                SparseScript.search(true),
                manager.create(1f),
                manager.create(weights, new Shape(2, count / 2)),
                manager.create(mask, new Shape(2, count / 2)),
                factors,
                manager.create(new float[] {(float) slope, 1}),
                manager.create(new float[] {3, 3, 9, 9}, new Shape(2, 2)),
                manager.create(new float[] {1, 1}));
        NDArray loss = computed.mul(manager.create(upstream, new Shape(2, count / 2))).sum();
        JniUtils.backward((PtNDArray) loss, (PtNDArray) manager.ones(new Shape()), false, false);
      } finally {
        JniUtils.setGradMode(false);
      }
      assertThat((double) factors.getGradient().toFloatArray()[0])
          .isCloseTo(expected, within(1e-4));
    }
  }

  private static double soft(float[] weights, float[] upstream, double threshold) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double magnitude = Math.max(0, Math.abs(weights[i]) - threshold);
      sum += upstream[i] * Math.copySign(magnitude, weights[i]);
    }
    return sum;
  }

  /** Ties and weights beyond the range included. */
  @Test
  void trainingComputesWithTheIntegersThatAreStored() {
    int channels = 3;
    int perChannel = 64;
    SplittableRandom random = new SplittableRandom(4);
    float[] weights = new float[channels * perChannel];
    float[] mask = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      boolean tie = random.nextInt(4) == 0;
      weights[i] = tie ? random.nextInt(-20, 20) / 16f : (float) random.nextDouble(-1, 1);
      mask[i] = random.nextInt(3) == 0 ? 0 : 1;
    }
    float[] inverse = {8, 8.3f, 1.7f, 24, 31.4f, 2.9f};
    Linear layer = new Linear("fc", Graph.INPUT, perChannel, channels);
    try (NDManager manager = NDManager.newBaseManager();
        Script script = new Script(manager, SparseScript.of(SETTINGS, 1))) {
      for (int b = 0; b < SETTINGS.widths().size(); b++) {
        int bits = SETTINGS.widths().get(b);
        float[] seen =
            script
                .call(
                    SparseScript.chosen(false, bits),
                    manager.create(1f),
                    manager.create(weights, new Shape(channels, perChannel, 1, 1)),
                    manager.create(mask, new Shape(channels, perChannel, 1, 1)),
                    manager.create(inverse, new Shape(2, channels)),
                    manager.create(new float[] {1, 1, 0}))
                .toFloatArray();
        short[] stored =
            SparseNetworks.integers(layer, bits, b, weights, mask, inverse, SETTINGS.zeros());
        for (int i = 0; i < stored.length; i++) {
          assertThat((int) seen[i]).as("weight %d at %d bits", i, bits).isEqualTo(stored[i]);
        }
      }
    }
  }

  @Test
  void theThresholdsSlopeIsTheQuantilesDerivative() {
    int groups = 20_000;
    SplittableRandom random = new SplittableRandom(5);
    float[] scores = new float[groups];
    for (int i = 0; i < groups; i++) {
      scores[i] = (float) -Math.log(1 - random.nextDouble()); // exponential: tau = -ln(1 - rho)
    }
    for (double rho : new double[] {0.3, 0.6, 0.9}) {
      Threshold threshold = Threshold.of(scores, rho, new OrderStatistic());
      assertThat((double) threshold.value()).isCloseTo(-Math.log(1 - rho), within(0.05));
      assertThat(threshold.slope() * (1 - rho)).isCloseTo(1, within(0.15));
    }
  }

  @Test
  void theOrderStatisticIsThatOfASortedArray() {
    SplittableRandom random = new SplittableRandom(6);
    float[] values = new float[500];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(4) == 0 ? 0 : (float) Math.exp(random.nextDouble(-30, 5));
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    OrderStatistic order = new OrderStatistic();
    for (int k = 1; k <= values.length; k++) {
      assertThat(order.smallest(values, k)).isEqualTo(sorted[k - 1]);
    }
  }

  /**
   * The objective whose gradient is pulled: size times force, and half the curvature times error.
   */
  @Test
  void thePullIsTheGradientOfSizeAndExpectedLoss() {
    int count = 40_000;
    double curvature = 0.8;
    double force = 2e-4;
    SplittableRandom random = new SplittableRandom(8);
    double[] squares = new double[count];
    for (int i = 0; i < count; i++) {
      squares[i] = Math.pow(random.nextGaussian(), 2);
    }
    Arrays.sort(squares);
    double[] pruned = new double[count + 1];
    for (int i = 0; i < count; i++) {
      pruned[i + 1] = pruned[i] + squares[i];
    }
    SizeModel model = new SizeModel(count, count, true);
    double[] raw = {0.4, 0.2, -0.5, 0.1};
    Factors factors = factors(raw);
    double threshold = Math.sqrt(squares[(int) (factors.rho() * count)]);
    float[] pull = factors.pull(model, force, curvature, threshold);
    double step = 0.01;
    for (int f = 0; f < raw.length; f++) {
      double[] above = raw.clone();
      double[] below = raw.clone();
      above[f] += step;
      below[f] -= step;
      double difference =
          (objective(factors(above), model, force, curvature, pruned)
                  - objective(factors(below), model, force, curvature, pruned))
              / (2 * step);
      assertThat((double) pull[f])
          .as("factor %d", f)
          .isCloseTo(difference, within(0.01 * Math.abs(difference)));
    }
  }

  private static double objective(
      Factors f, SizeModel model, double force, double curvature, double[] pruned) {
    double lost = pruned[(int) Math.round(f.rho() * (pruned.length - 1))];
    double kept = model.weights() * (1 - f.rho());
    return force * f.coded() * model.bits(f.rho(), f.cost())
        + curvature / 2 * (lost + kept * f.error());
  }

  /** Factors of three widths at a temperature of one half. */
  private static Factors factors(double[] raw) {
    double temperature = 0.5;
    double[] parts = new double[raw.length - 1];
    double sum = 0;
    for (int b = 0; b < parts.length; b++) {
      parts[b] = Math.exp(raw[1 + b] / temperature);
      sum += parts[b];
    }
    for (int b = 0; b < parts.length; b++) {
      parts[b] /= sum;
    }
    return new Factors(
        raw[0],
        parts,
        new double[] {1, 2.3, 3.4},
        new double[] {0.2, 0.04, 0.008},
        1.02,
        temperature);
  }
}
