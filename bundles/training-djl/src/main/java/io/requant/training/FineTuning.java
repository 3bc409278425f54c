package io.requant.training;

import ai.djl.ndarray.NDArray;
import io.requant.model.graph.Graph;
import java.util.Map;
import java.util.TreeMap;

/**
 * Transfer to other data: first the last layer alone learns, on what the others give it, then all
 * layers at a lower rate.
 *
 * <p>While they do not learn, the other layers are as in an inference: their normalisation uses the
 * statistics that it has and leaves them as they are, and no gradient is computed for them, which
 * is some three times as fast.
 */
public final class FineTuning implements TrainingMethod {
  private final String head;
  private final int headEpochs;
  private final int epochs;
  private final double lower;
  private final FineTuningStart start;

  /**
   * Prepares.
   *
   * @param start what is trained further
   * @param headEpochs epochs in which the last layer learns alone, 0..epochs
   * @param epochs epochs of the run
   * @param lower factor on the rate after that, above 0, at most 1
   * @throws IllegalArgumentException naming the number that is out of its range
   */
  public FineTuning(FineTuningStart start, int headEpochs, int epochs, double lower) {
    if (headEpochs < 0 || headEpochs > epochs) {
      throw new IllegalArgumentException(
          "head-epochs is " + headEpochs + "; it must be in 0.." + epochs + ", the epochs");
    }
    if (!(lower > 0 && lower <= 1)) {
      throw new IllegalArgumentException(
          "fine-rate is " + lower + " of the rate; it must be above 0 and at most 1");
    }
    this.head = prefix(start.graph());
    this.headEpochs = headEpochs;
    this.epochs = epochs;
    this.lower = lower;
    this.start = start;
  }

  private static String prefix(Graph graph) {
    return graph.output().name() + ".";
  }

  @Override
  public Map<String, String> settings() {
    return new TreeMap<>(
        Map.of(
            "method", "fine-tuning",
            "start", start.digest().hex(),
            "headEpochs", Integer.toString(headEpochs),
            "lowerRate", Double.toString(lower)));
  }

  @Override
  public double rate(String tensor, long step, long steps) {
    if (headOnly(step, steps)) {
      return tensor.startsWith(head) ? 1 : 0;
    }
    return lower;
  }

  @Override
  public NDArray loss(TrainingPass pass) {
    boolean learns = !headOnly(pass.step(), pass.steps());
    return pass.crossEntropy(pass.logits(layers(pass), learns));
  }

  private boolean headOnly(long step, long steps) {
    return step < steps / epochs * headEpochs;
  }
}
