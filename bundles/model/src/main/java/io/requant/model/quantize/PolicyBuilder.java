package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.LayerWeights;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.reference.FloatPools;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the entries of one policy, step by step in computing order: each step is fitted to the
 * float network's values with the quantized steps before it in effect.
 */
final class PolicyBuilder {

  private static final double LOGIT_HEADROOM = 2;

  private final FloatNetwork network;
  private final FusionPlan plan;
  private final Graph graph;
  private final CalibrationImages images;
  private final FloatSamples samples;
  private final QuantizerOptions options;
  private final StepWidths widths;
  private final Map<String, LayerWeights> masters;
  private final boolean moveMasters;
  private final Map<String, QuantizedTensor> tensors = new HashMap<>();

  /**
   * Prepares.
   *
   * @param masters master weights by layer; replaced by better ones if {@code moveMasters}
   */
  PolicyBuilder(
      FloatNetwork network,
      FusionPlan plan,
      CalibrationImages images,
      FloatSamples samples,
      QuantizerOptions options,
      StepWidths widths,
      Map<String, LayerWeights> masters,
      boolean moveMasters) {
    this.network = network;
    this.plan = plan;
    this.graph = plan.graph();
    this.images = images;
    this.samples = samples;
    this.options = options;
    this.widths = widths;
    this.masters = masters;
    this.moveMasters = moveMasters;
  }

  /**
   * Makes the entries.
   *
   * @param name what progress calls this policy
   */
  List<LayerPolicy> build(String name, QuantizerProgress progress) {
    double inputScale = InputEncoder.fittingScale(graph.normalisation());
    float[][] input = new float[images.size()][];
    for (int i = 0; i < input.length; i++) {
      input[i] = images.encoded(i, graph.normalisation(), inputScale);
    }
    tensors.put(Graph.INPUT, new QuantizedTensor(input, inputScale));
    List<LayerPolicy> entries = new ArrayList<>();
    List<PlannedStep> steps = plan.steps();
    for (int s = 0; s < steps.size(); s++) {
      PlannedStep step = steps.get(s);
      if (step.requantizes()) {
        entries.add(
            step.anchor() instanceof Parametric layer ? weighted(step, layer) : plain(step));
      } else {
        move(step);
      }
      release(steps.subList(s + 1, steps.size()));
      progress.report(name + ": " + step.anchor().name(), s + 1, steps.size());
    }
    return entries;
  }

  private void release(List<PlannedStep> later) {
    tensors
        .keySet()
        .removeIf(
            t -> later.stream().noneMatch(s -> t.equals(s.input()) || t.equals(s.residual())));
  }

  private LayerPolicy weighted(PlannedStep step, Parametric layer) {
    QuantizedTensor input = tensors.get(step.input());
    FloatSamples.OfStep sampled = samples.of(step);
    float[][] residual = residual(step, sampled);
    double residualScale = residual == null ? 0 : tensors.get(step.residual()).scale();
    int bits = widths.weightBits(layer.name());
    Shape out = graph.shape(step.output());
    WeightFit fit =
        new WeightFit(
            layer,
            graph.shape(step.input()),
            out,
            network.parameters().get(layer.name()).weights(),
            masters.get(layer.name()),
            bits,
            moveMasters,
            options);
    fit.run(input, sampled.pixels(), withoutResidual(sampled.target(), residual, residualScale));
    masters.put(layer.name(), fit.masters());
    double[] nominal = fit.nominalGains(input.scale());
    OutputFit output = output(step, fit.accumulators(), nominal, true, residual, residualScale);
    output.regress(options.reconstruct());
    output.scale(firstScale(step));
    if (options.reconstruct() && !widths.logits(step)) {
      output.searchScale();
      output.refine();
      output.searchScale();
      output.refine();
    }
    LayerPolicy.Builder entry = LayerPolicy.of(layer.name());
    output.write(entry, bits, fit.ratios(), fit.dead());
    LayerPolicy policy = entry.build();
    float[] weights = fit.weights();
    float[] zeros = new float[layer.outChannels()];
    float[][] results = new float[images.size()][out.size()];
    for (int i = 0; i < results.length; i++) {
      fit.convolution().run(input.images()[i], weights, zeros, results[i]);
      CalibrationRun.requantize(policy, results[i], residualImage(step, i));
    }
    tensors.put(step.output(), new QuantizedTensor(results, output.scale()));
    return policy;
  }

  private LayerPolicy plain(PlannedStep step) {
    Layer layer = step.anchor();
    QuantizedTensor input = tensors.get(step.input());
    Shape from = graph.shape(step.input());
    Shape to = graph.shape(step.output());
    int summed = plan.averaged(layer);
    float[][] results = new float[images.size()][];
    for (int i = 0; i < results.length; i++) {
      if (summed == 1) {
        results[i] = input.images()[i].clone();
      } else {
        results[i] = new float[to.size()];
        FloatPools.sum(layer, from, input.images()[i], to, results[i]);
      }
    }
    FloatSamples.OfStep sampled = samples.of(step);
    float[][] residual = residual(step, sampled);
    double residualScale = residual == null ? 0 : tensors.get(step.residual()).scale();
    double[] nominal = new double[to.channels()];
    java.util.Arrays.fill(nominal, input.scale() / summed);
    float[][] accumulators = pick(results, to.channels(), sampled);
    OutputFit output = output(step, accumulators, nominal, false, residual, residualScale);
    output.scale(firstScale(step));
    if (options.reconstruct() && !widths.logits(step)) {
      output.searchScale();
    }
    LayerPolicy.Builder entry = LayerPolicy.of(layer.name());
    output.write(entry, 0, new byte[0], new boolean[0]);
    LayerPolicy policy = entry.build();
    for (int i = 0; i < results.length; i++) {
      CalibrationRun.requantize(policy, results[i], residualImage(step, i));
    }
    tensors.put(step.output(), new QuantizedTensor(results, output.scale()));
    return policy;
  }

  private void move(PlannedStep step) {
    QuantizedTensor input = tensors.get(step.input());
    Shape from = graph.shape(step.input());
    Shape to = graph.shape(step.output());
    float[][] results = new float[images.size()][to.size()];
    for (int i = 0; i < results.length; i++) {
      FloatPools.apply(step.anchor(), from, input.images()[i], to, results[i]);
    }
    tensors.put(step.output(), new QuantizedTensor(results, input.scale()));
  }

  private OutputFit output(
      PlannedStep step,
      float[][] accumulators,
      double[] nominal,
      boolean weighted,
      float[][] residual,
      double residualScale) {
    return new OutputFit(
        step.anchor().name(),
        accumulators,
        nominal,
        weighted,
        samples.of(step).target(),
        residual,
        residualScale,
        cap(step),
        step.signed(),
        widths.activationBits(step));
  }

  private double firstScale(PlannedStep step) {
    ActivationHistogram histogram = samples.of(step).histogram();
    int bits = widths.activationBits(step);
    int high = Bits.activationHigh(bits, step.signed());
    if (widths.logits(step)) {
      return LOGIT_HEADROOM * histogram.largest() / high;
    }
    double best = histogram.bestScale(bits, step.signed(), cap(step));
    return best > 0 ? best : largestBeforeRectifier(step) / high;
  }

  /**
   * For a tensor that is zero on all calibration images: what its rectifier cuts off is the only
   * hint at the size of values it may have on others. A step that is far too small instead would be
   * one of the next layer's accumulator too, whose bias then exceeds 32 bits.
   */
  private double largestBeforeRectifier(PlannedStep step) {
    double largest = 0;
    for (float[] channel : samples.of(step).target()) {
      for (float value : channel) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return Math.min(largest, cap(step));
  }

  private static double cap(PlannedStep step) {
    return step.relu() == null ? Double.POSITIVE_INFINITY : step.relu().cap();
  }

  private float[][] residual(PlannedStep step, FloatSamples.OfStep sampled) {
    return step.residual() == null
        ? null
        : pick(tensors.get(step.residual()).images(), sampled.target().length, sampled);
  }

  private float[] residualImage(PlannedStep step, int image) {
    return step.residual() == null ? null : tensors.get(step.residual()).images()[image];
  }

  /** Values at the sampled pixels: a row per channel, a column per sample. */
  private static float[][] pick(float[][] values, int channels, FloatSamples.OfStep sampled) {
    float[][] rows = new float[channels][sampled.count()];
    int column = 0;
    for (int i = 0; i < values.length; i++) {
      for (int pixel : sampled.pixels()[i]) {
        for (int c = 0; c < channels; c++) {
          rows[c][column] = values[i][pixel * channels + c];
        }
        column++;
      }
    }
    return rows;
  }

  private static float[][] withoutResidual(float[][] target, float[][] residual, double scale) {
    if (residual == null) {
      return target;
    }
    float[][] rest = new float[target.length][target[0].length];
    for (int c = 0; c < rest.length; c++) {
      for (int i = 0; i < rest[c].length; i++) {
        rest[c][i] = (float) (target[c][i] - scale * residual[c][i]);
      }
    }
    return rest;
  }
}
