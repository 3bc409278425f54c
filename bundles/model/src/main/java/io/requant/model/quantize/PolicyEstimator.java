package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.network.LayerWeights;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes policies of a {@link SharedNetwork}: any width for any convolution, without training.
 *
 * <p>Normalisation is estimated anew for every policy (Yu et al. 2019, section 3): step by step in
 * computing order, mean and variance of the integer accumulators on the calibration images, with
 * the integer steps before in effect. So what is estimated is what the engines will compute.
 */
public final class PolicyEstimator {

  private static final double LOGIT_HEADROOM = 2;
  private static final double EPSILON = 1e-5;

  private final SharedNetwork shared;
  private final Graph graph;
  private final FusionPlan plan;
  private final PlannedStep logits;
  private final StreamWidths streams;
  private final CalibrationImages images;

  /**
   * Prepares.
   *
   * @param shared trained network
   * @param images training images, some hundred to a thousand, varied as the network says
   */
  public PolicyEstimator(SharedNetwork shared, CalibrationImages images) {
    this.shared = shared;
    this.graph = shared.graph();
    this.plan = FusionPlan.of(graph);
    this.logits = plan.scaleSource(graph.output().name());
    this.streams = new StreamWidths(plan);
    this.images = images;
    images.check(graph);
  }

  /**
   * Makes one policy.
   *
   * @param name its name
   * @param widths what is chosen
   * @throws IllegalArgumentException if a width is missing or was not trained
   */
  public Policy estimate(String name, WidthChoice widths) {
    widths.check(shared.points(), shared.widths(), shared.outerWidths());
    CalibrationRun run = new CalibrationRun(plan, images, shared.network().inputScale());
    List<LayerPolicy> entries = new ArrayList<>();
    List<PlannedStep> steps = plan.steps();
    for (int s = 0; s < steps.size(); s++) {
      PlannedStep step = steps.get(s);
      if (step.requantizes()) {
        entries.add(requantizing(step, widths, run));
      } else {
        run.move(step);
      }
      run.release(steps.subList(s + 1, steps.size()));
    }
    Policy policy =
        new Policy(
            name,
            shared.network().digest(),
            entries,
            CostModel.of(graph, entries),
            Optional.empty());
    Program.of(shared.network(), policy);
    return policy;
  }

  /** What a step computes before its result is stored, in real units per accumulator step. */
  @SuppressWarnings("ArrayRecordComponent") // filled while a step is made, never compared
  private record Affine(double[] gains, double[] offsets) {

    static Affine of(int channels) {
      return new Affine(new double[channels], new double[channels]);
    }
  }

  private LayerPolicy requantizing(PlannedStep step, WidthChoice widths, CalibrationRun run) {
    Layer layer = step.anchor();
    Affine affine = Affine.of(graph.shape(step.output()).channels());
    LayerPolicy.Builder entry = LayerPolicy.of(layer.name());
    int bits = 0;
    byte[] ratios = new byte[0];
    float[][] values;
    if (layer instanceof Parametric parametric) {
      bits = widths.weights(parametric);
      ratios = shared.ratio(parametric, bits);
      LayerWeights masters = shared.network().weights().get(layer.name());
      values = run.accumulators(step, parametric, masters.derive(bits, ratios));
      double inputScale = run.input(step).scale();
      if (layer instanceof Conv conv) {
        normalise(conv, bits, inputScale, values, affine);
      } else {
        linear((Linear) layer, masters, bits, ratios, inputScale, affine);
      }
    } else {
      values = run.sums(step);
      Arrays.fill(affine.gains(), run.input(step).scale() / plan.averaged(layer));
    }
    QuantizedTensor residual = run.residual(step);
    Output output = output(step, widths, values, affine, residual);
    entry.output(output.bits(), output.low(), output.high(), (float) output.scale());
    if (residual != null) {
      entry.residual(StepConstants.requantizer(residual.scale() / output.scale()));
    }
    if (layer instanceof Parametric) {
      StepConstants.weighted(
          entry, layer.name(), bits, ratios, affine.gains(), affine.offsets(), output.scale());
    } else {
      StepConstants.plain(entry, affine.gains()[0], output.scale());
    }
    LayerPolicy policy = entry.build();
    run.finish(step, policy, values, output.scale());
    return policy;
  }

  /** Normalises accumulators by their own mean and variance. */
  private void normalise(
      Conv conv, int bits, double inputScale, float[][] accumulators, Affine affine) {
    float[] gamma = shared.gamma(conv, bits);
    float[] beta = shared.beta(conv, bits);
    float[] scales = shared.network().weights().get(conv.name()).scales();
    ChannelMoments moments = new ChannelMoments(conv.outChannels(), accumulators);
    for (int c = 0; c < gamma.length; c++) {
      // The training's safeguard against division by zero is in the units that it computed in.
      double unit = unit(conv, inputScale, scales[c]);
      double variance = moments.variance(c);
      affine.gains()[c] =
          variance == 0 ? 0 : gamma[c] / Math.sqrt(variance + EPSILON / (unit * unit));
      affine.offsets()[c] = beta[c] - affine.gains()[c] * moments.mean(c);
    }
  }

  /** Of an accumulator, in training: it computes with integers but for what no point gives. */
  private double unit(Conv conv, double inputScale, double weightScale) {
    if (!shared.points().chosen(conv)) {
      return inputScale * weightScale;
    }
    return shared.points().readBy(conv) == null ? inputScale : 1;
  }

  private void linear(
      Linear layer,
      LayerWeights masters,
      int bits,
      byte[] ratios,
      double inputScale,
      Affine affine) {
    float[] bias = shared.bias(layer);
    for (int c = 0; c < bias.length; c++) {
      affine.gains()[c] = inputScale * masters.derivedScale(c, bits, ratios);
      affine.offsets()[c] = bias[c];
    }
  }

  /** How the result of a step is stored. */
  private record Output(int bits, double scale, int low, int high) {}

  private Output output(
      PlannedStep step,
      WidthChoice widths,
      float[][] values,
      Affine affine,
      QuantizedTensor residual) {
    if (step.relu() != null && shared.points().readers().containsKey(step.relu().name())) {
      int bits = widths.activations().get(step.relu().name());
      double scale = (float) shared.step(step.relu(), bits);
      // Training clips at the last step and nowhere else, whatever the rectifier's cap.
      return new Output(bits, scale, 0, Bits.activationHigh(bits, false));
    }
    double cap = step.relu() == null ? Double.POSITIVE_INFINITY : step.relu().cap();
    ActivationHistogram histogram = new ActivationHistogram();
    for (int i = 0; i < values.length; i++) {
      float[] operand = residual == null ? null : residual.images()[i];
      double operandScale = residual == null ? 0 : residual.scale();
      histogram.add(
          real(
              values[i],
              affine.gains(),
              affine.offsets(),
              operand,
              operandScale,
              step.signed(),
              cap));
    }
    boolean last = step.equals(logits);
    int bits = last ? StepWidths.LOGIT_BITS : streams.of(step, widths.widestActivations());
    int most = Bits.activationHigh(bits, step.signed());
    double best =
        last
            ? LOGIT_HEADROOM * histogram.largest() / most
            : histogram.bestScale(bits, step.signed(), cap);
    double scale = (float) Math.max(best, Float.MIN_NORMAL);
    int high = (int) Math.min(most, Math.max(1, Math.rint(cap / scale)));
    return new Output(bits, scale, Bits.activationLow(bits, step.signed()), high);
  }

  /** Values of a step in real units, before its result is stored. */
  static float[] real(
      float[] values,
      double[] gains,
      double[] offsets,
      float[] operand,
      double operandScale,
      boolean signed,
      double cap) {
    float[] real = new float[values.length];
    int channels = gains.length;
    for (int i = 0; i < real.length; i++) {
      double y = values[i] * gains[i % channels] + offsets[i % channels];
      if (operand != null) {
        y += operand[i] * operandScale;
      }
      real[i] = (float) (signed ? y : Math.max(0, Math.min(cap, y)));
    }
    return real;
  }
}
