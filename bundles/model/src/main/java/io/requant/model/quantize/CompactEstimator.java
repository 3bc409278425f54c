package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the constants of a {@link SparseNetwork}: as {@link PolicyEstimator}, normalisation is
 * estimated anew on the integers that engines compute, but every constant lies on the coarse grid
 * of a packed file, and the steps after it are estimated with it in effect.
 */
public final class CompactEstimator {

  private static final int STREAM_BITS = 8;
  private static final double LOGIT_HEADROOM = 2;
  private static final double EPSILON = 1e-5;
  private static final int FIRST_SHIFT = 23;

  private final SparseNetwork sparse;
  private final Graph graph;
  private final FusionPlan plan;
  private final QuantizationPoints points;
  private final CalibrationRun run;

  private CompactEstimator(SparseNetwork sparse, CalibrationImages images) {
    this.sparse = sparse;
    this.graph = sparse.graph();
    this.plan = FusionPlan.of(graph);
    this.points = QuantizationPoints.of(graph);
    images.check(graph);
    this.run = new CalibrationRun(plan, images, CompactConstants.inputScale(graph));
  }

  /**
   * Makes the constants.
   *
   * @param sparse trained network
   * @param images training images, some hundred to a thousand, varied as the network says
   * @return one per requantizing step, in order
   */
  public static List<CompactStep> estimate(SparseNetwork sparse, CalibrationImages images) {
    return new CompactEstimator(sparse, images).steps();
  }

  private List<CompactStep> steps() {
    List<CompactStep> compact = new ArrayList<>();
    List<PlannedStep> steps = plan.steps();
    for (int s = 0; s < steps.size(); s++) {
      PlannedStep step = steps.get(s);
      if (step.requantizes()) {
        compact.add(requantizing(step));
      } else {
        run.move(step);
      }
      run.release(steps.subList(s + 1, steps.size()));
    }
    return compact;
  }

  private CompactStep requantizing(PlannedStep step) {
    Layer layer = step.anchor();
    int channels = graph.shape(step.output()).channels();
    double[] gains = new double[channels];
    double[] offsets = new double[channels];
    ChannelMoments moments = null;
    short[] integers = null;
    int bits = 0;
    float[][] values;
    double input = run.input(step).scale();
    if (layer instanceof Parametric parametric) {
      SparseNetwork.Weights weights = sparse.layers().get(layer.name());
      integers = weights.integers();
      bits = weights.bits();
      values = run.accumulators(step, parametric, integers);
      if (layer instanceof Conv conv) {
        moments = new ChannelMoments(channels, values);
        normalise(conv, weights, input, moments, gains);
      } else {
        for (int c = 0; c < channels; c++) {
          gains[c] = input * weights.gains()[c];
        }
      }
      for (int c = 0; c < channels; c++) {
        offsets[c] = weights.offsets()[c] - (moments == null ? 0 : gains[c] * moments.mean(c));
      }
    } else {
      values = run.sums(step);
      java.util.Arrays.fill(gains, input / plan.averaged(layer));
    }
    QuantizedTensor residual = run.residual(step);
    CompactStep output = output(step, bits, values, gains, offsets, residual);
    if (integers != null) {
      output = withFactors(output, step, sparse.layers().get(layer.name()), gains, moments);
    }
    LayerPolicy entry =
        CompactConstants.entry(
            plan,
            step,
            output,
            input,
            residual == null ? 0 : residual.scale(),
            integers,
            sparse.sparsity());
    run.finish(step, entry, values, output.realScale());
    return output;
  }

  private void normalise(
      Conv conv,
      SparseNetwork.Weights weights,
      double input,
      ChannelMoments moments,
      double[] gains) {
    // The training's safeguard against division by zero is in the units that it computed in.
    double unit = points.readBy(conv) == null ? input : 1;
    for (int c = 0; c < gains.length; c++) {
      double variance = moments.variance(c);
      gains[c] =
          variance == 0 ? 0 : weights.gains()[c] / Math.sqrt(variance + EPSILON / (unit * unit));
    }
  }

  /** Width and scale of the result; the factors are still missing. */
  private CompactStep output(
      PlannedStep step,
      int weightBits,
      float[][] values,
      double[] gains,
      double[] offsets,
      QuantizedTensor residual) {
    if (step.relu() != null && sparse.steps().containsKey(step.relu().name())) {
      return plain(weightBits, STREAM_BITS, sparse.steps().get(step.relu().name()));
    }
    double cap = step.relu() == null ? Double.POSITIVE_INFINITY : step.relu().cap();
    ActivationHistogram histogram = new ActivationHistogram();
    for (int i = 0; i < values.length; i++) {
      float[] operand = residual == null ? null : residual.images()[i];
      double operandScale = residual == null ? 0 : residual.scale();
      histogram.add(
          PolicyEstimator.real(
              values[i], gains, offsets, operand, operandScale, step.signed(), cap));
    }
    boolean last = step.equals(plan.scaleSource(graph.output().name()));
    int bits = last ? StepWidths.LOGIT_BITS : STREAM_BITS;
    double best =
        last
            ? LOGIT_HEADROOM * histogram.largest() / Bits.activationHigh(bits, step.signed())
            : histogram.bestScale(bits, step.signed(), cap);
    return plain(weightBits, bits, Math.max(best, Float.MIN_NORMAL));
  }

  private static CompactStep plain(int weightBits, int bits, double scale) {
    return new CompactStep(weightBits, bits, CompactStep.scale(scale), new int[0], new int[0]);
  }

  private CompactStep withFactors(
      CompactStep output,
      PlannedStep step,
      SparseNetwork.Weights weights,
      double[] gains,
      ChannelMoments moments) {
    double scale = output.realScale();
    boolean point = step.relu() != null && sparse.steps().containsKey(step.relu().name());
    // At a point the training's own step counts, not its rounded form.
    double exact = point ? sparse.steps().get(step.relu().name()) : scale;
    boolean[] live = CompactConstants.live(weights.integers(), gains.length);
    int[] factors = new int[gains.length];
    int[] offsets = new int[gains.length];
    for (int c = 0; c < gains.length; c++) {
      factors[c] =
          gains[c] > 0
              ? CompactStep.factor(gains[c] / exact)
              : FIRST_SHIFT << CompactStep.FRACTION_BITS;
      double factor = CompactStep.requantizer(factors[c]).factor();
      double mean = moments == null || !live[c] ? 0 : moments.mean(c);
      double offset = weights.offsets()[c] / exact - factor * mean;
      offsets[c] = (int) Math.rint(offset * CompactStep.OFFSET_PARTS);
      factors[c] = live[c] ? factors[c] : 0;
    }
    return new CompactStep(
        output.weightBits(), output.activationBits(), output.scale(), factors, offsets);
  }
}
