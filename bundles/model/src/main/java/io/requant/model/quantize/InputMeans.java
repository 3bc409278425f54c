package io.requant.model.quantize;

import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What layers with weights read under a policy, averaged over the pixels of each channel: what a
 * gate sees of an image. Computed on the integers that every engine computes.
 */
public final class InputMeans {

  private final Network network;
  private final FusionPlan plan;
  private final Map<String, LayerPolicy> entries = new HashMap<>();

  /**
   * Prepares.
   *
   * @param policy of the network; may be one without measured accuracy
   * @throws IllegalArgumentException if the policy was made for another network
   */
  public InputMeans(Network network, Policy policy) {
    if (!policy.network().equals(network.digest())) {
      throw new IllegalArgumentException(
          "policy '%s' was made for network %s, not for %s"
              .formatted(policy.name(), policy.network().brief(), network.digest().brief()));
    }
    this.network = network;
    this.plan = FusionPlan.of(network.graph());
    policy.layers().forEach(entry -> entries.put(entry.layer(), entry));
  }

  /**
   * Computes some images at once; all maps of a step are in memory together.
   *
   * @return real values by name of a layer with weights: image, channel of what the layer reads
   */
  public Map<String, float[][]> of(CalibrationImages images) {
    images.check(network.graph());
    CalibrationRun run = new CalibrationRun(plan, images, network.inputScale());
    Map<String, float[][]> means = new LinkedHashMap<>();
    List<PlannedStep> steps = plan.steps();
    for (int s = 0; s < steps.size(); s++) {
      PlannedStep step = steps.get(s);
      if (step.anchor() instanceof Parametric layer) {
        means.put(layer.name(), means(step, run.input(step)));
      }
      compute(step, run);
      run.release(steps.subList(s + 1, steps.size()));
    }
    return means;
  }

  private void compute(PlannedStep step, CalibrationRun run) {
    if (!step.requantizes()) {
      run.move(step);
      return;
    }
    LayerPolicy entry = entries.get(step.anchor().name());
    float[][] values =
        step.anchor() instanceof Parametric layer
            ? run.accumulators(
                step,
                layer,
                network.weights().get(layer.name()).derive(entry.weightBits(), entry.ratios()))
            : run.sums(step);
    run.finish(step, entry, values, entry.outputScale());
  }

  private float[][] means(PlannedStep step, QuantizedTensor input) {
    Shape shape = plan.graph().shape(step.input());
    int channels = shape.channels();
    int pixels = shape.height() * shape.width();
    float[][] means = new float[input.images().length][channels];
    for (int i = 0; i < means.length; i++) {
      double[] sums = new double[channels];
      float[] map = input.images()[i];
      for (int k = 0; k < map.length; k++) {
        sums[k % channels] += map[k];
      }
      for (int c = 0; c < channels; c++) {
        means[i][c] = (float) (sums[c] * input.scale() / pixels);
      }
    }
    return means;
  }
}
