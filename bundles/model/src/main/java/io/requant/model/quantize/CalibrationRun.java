package io.requant.model.quantize;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.reference.FloatConvolution;
import io.requant.model.reference.FloatPools;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The integers of a quantized network on all calibration images, step by step in computing order.
 * Tensors that no later step reads are dropped.
 */
final class CalibrationRun {

  private final FusionPlan plan;
  private final Graph graph;
  private final int images;
  private final Map<String, QuantizedTensor> tensors = new HashMap<>();

  CalibrationRun(FusionPlan plan, CalibrationImages images, double inputScale) {
    this.plan = plan;
    this.graph = plan.graph();
    this.images = images.size();
    float[][] input = new float[images.size()][];
    for (int i = 0; i < input.length; i++) {
      input[i] = images.encoded(i, graph.normalisation(), inputScale);
    }
    tensors.put(Graph.INPUT, new QuantizedTensor(input, inputScale));
  }

  QuantizedTensor input(PlannedStep step) {
    return tensors.get(step.input());
  }

  /** Null if the step adds nothing. */
  QuantizedTensor residual(PlannedStep step) {
    return step.residual() == null ? null : tensors.get(step.residual());
  }

  /** Accumulators of a step with weights, without bias, by image. */
  float[][] accumulators(PlannedStep step, Parametric layer, short[] integers) {
    Shape out = graph.shape(step.output());
    FloatConvolution convolution = new FloatConvolution(layer, graph.shape(step.input()), out);
    float[] weights = new float[integers.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = integers[i];
    }
    float[] zeros = new float[layer.outChannels()];
    float[][] results = new float[images][out.size()];
    for (int i = 0; i < images; i++) {
      convolution.run(input(step).images()[i], weights, zeros, results[i]);
    }
    return results;
  }

  /** Sums of a step without weights, by image: of a window, or of the one operand. */
  float[][] sums(PlannedStep step) {
    Layer layer = step.anchor();
    Shape to = graph.shape(step.output());
    float[][] results = new float[images][];
    for (int i = 0; i < images; i++) {
      float[] operand = input(step).images()[i];
      if (plan.averaged(layer) == 1) {
        results[i] = operand.clone();
      } else {
        results[i] = new float[to.size()];
        FloatPools.sum(layer, graph.shape(step.input()), operand, to, results[i]);
      }
    }
    return results;
  }

  /** Computes a step that leaves the scale as it is. */
  void move(PlannedStep step) {
    Shape from = graph.shape(step.input());
    Shape to = graph.shape(step.output());
    QuantizedTensor input = input(step);
    float[][] results = new float[images][to.size()];
    for (int i = 0; i < images; i++) {
      FloatPools.apply(step.anchor(), from, input.images()[i], to, results[i]);
    }
    tensors.put(step.output(), new QuantizedTensor(results, input.scale()));
  }

  /**
   * Finishes a step that requantizes.
   *
   * @param values accumulators without bias, by image; overwritten
   */
  void finish(PlannedStep step, LayerPolicy policy, float[][] values, double scale) {
    QuantizedTensor residual = residual(step);
    for (int i = 0; i < images; i++) {
      requantize(policy, values[i], residual == null ? null : residual.images()[i]);
    }
    tensors.put(step.output(), new QuantizedTensor(values, scale));
  }

  /** Drops what no later step reads. */
  void release(List<PlannedStep> later) {
    tensors
        .keySet()
        .removeIf(
            t -> later.stream().noneMatch(s -> t.equals(s.input()) || t.equals(s.residual())));
  }

  /** Turns accumulators without bias into the step's result, in place. */
  static void requantize(LayerPolicy policy, float[] values, float[] residual) {
    int[] multipliers = policy.multipliers();
    byte[] shifts = policy.shifts();
    int[] bias = policy.bias();
    Requantizer operand = policy.residual();
    int c = 0;
    for (int i = 0; i < values.length; i++) {
      long accumulator = (long) values[i] + (bias.length == 0 ? 0 : bias[c]);
      long out = Requantizer.apply(accumulator, multipliers[c], shifts[c]);
      if (residual != null) {
        out += Requantizer.apply((long) residual[i], operand.multiplier(), operand.shift());
      }
      values[i] = Requantizer.clamp(out, policy.low(), policy.high());
      c = c + 1 == multipliers.length ? 0 : c + 1;
    }
  }
}
