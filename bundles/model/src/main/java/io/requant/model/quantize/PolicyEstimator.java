package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.arithmetic.Requantizer;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.network.LayerWeights;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.program.Program;
import io.requant.model.reference.FloatConvolution;
import io.requant.model.reference.FloatPools;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes policies of a {@link SharedNetwork}: any width for any convolution, without training.
 *
 * <p>Normalisation is estimated anew for every policy (Yu et al. 2019, section 3): step by step in
 * computing order, mean and variance of the integer accumulators on the calibration images, with
 * the integer steps before in effect. So what is estimated is what the engines will compute.
 */
public final class PolicyEstimator {

  private static final int STREAM_BITS = 8;
  private static final double LOGIT_HEADROOM = 2;
  private static final double EPSILON = 1e-5;

  private final SharedNetwork shared;
  private final Graph graph;
  private final FusionPlan plan;
  private final PlannedStep logits;
  private final CalibrationImages images;

  /**
   * Prepares.
   *
   * @param shared trained network
   * @param images training images, some hundred
   */
  public PolicyEstimator(SharedNetwork shared, CalibrationImages images) {
    this.shared = shared;
    this.graph = shared.graph();
    this.plan = FusionPlan.of(graph);
    this.logits = plan.scaleSource(graph.output().name());
    this.images = images;
    images.check(graph);
  }

  /**
   * Makes one policy.
   *
   * @param name its name
   * @param widths width of every convolution of {@link QuantizationPoints#convolutions}, by name;
   *     convolutions that read the same point have the same
   * @throws IllegalArgumentException if a width is missing, not trained, or differs where it must
   *     not
   */
  public Policy estimate(String name, Map<String, Integer> widths) {
    check(widths);
    Map<String, QuantizedTensor> tensors = new HashMap<>();
    double inputScale = shared.network().inputScale();
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
        entries.add(requantizing(step, widths, tensors));
      } else {
        tensors.put(step.output(), moved(step, tensors.get(step.input())));
      }
      List<PlannedStep> later = steps.subList(s + 1, steps.size());
      tensors
          .keySet()
          .removeIf(
              t -> later.stream().noneMatch(l -> t.equals(l.input()) || t.equals(l.residual())));
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

  private void check(Map<String, Integer> widths) {
    for (Conv conv : shared.points().convolutions()) {
      Integer bits = widths.get(conv.name());
      if (bits == null || !shared.widths().contains(bits)) {
        throw new IllegalArgumentException(
            "layer '%s': width %s; the network is trained for %s"
                .formatted(conv.name(), bits, shared.widths()));
      }
    }
    shared
        .points()
        .readers()
        .forEach(
            (point, convs) -> {
              if (convs.stream().map(c -> widths.get(c.name())).distinct().count() > 1) {
                throw new IllegalArgumentException(
                    "layers " + convs + " read the same activations and need the same width");
              }
            });
  }

  private LayerPolicy requantizing(
      PlannedStep step, Map<String, Integer> widths, Map<String, QuantizedTensor> tensors) {
    Layer layer = step.anchor();
    QuantizedTensor input = tensors.get(step.input());
    QuantizedTensor residual = step.residual() == null ? null : tensors.get(step.residual());
    LayerPolicy.Builder entry = LayerPolicy.of(layer.name());
    int channels = graph.shape(step.output()).channels();
    float[][] values;
    double[] gains = new double[channels];
    double[] offsets = new double[channels];
    int bits = 0;
    byte[] ratios = new byte[0];
    if (layer instanceof Parametric parametric) {
      LayerWeights masters = shared.network().weights().get(layer.name());
      bits = widths.getOrDefault(layer.name(), SharedNetwork.MASTER_BITS);
      ratios = layer instanceof Conv conv ? shared.ratio(conv, bits) : ratios;
      values = accumulators(parametric, step, masters.derive(bits, ratios), input);
      if (layer instanceof Conv conv) {
        normalise(conv, bits, masters, input.scale(), values, gains, offsets);
      } else {
        linear((Linear) layer, masters, input.scale(), gains, offsets);
      }
    } else {
      values = summed(layer, step, input);
      java.util.Arrays.fill(gains, input.scale() / plan.averaged(layer));
    }
    Output output = output(step, widths, values, gains, offsets, residual);
    entry.output(output.bits(), output.low(), output.high(), (float) output.scale());
    if (residual != null) {
      entry.residual(StepConstants.requantizer(residual.scale() / output.scale()));
    }
    if (layer instanceof Parametric) {
      StepConstants.weighted(entry, layer.name(), bits, ratios, gains, offsets, output.scale());
    } else {
      StepConstants.plain(entry, gains[0], output.scale());
    }
    LayerPolicy policy = entry.build();
    for (int i = 0; i < values.length; i++) {
      requantize(policy, values[i], residual == null ? null : residual.images()[i]);
    }
    tensors.put(step.output(), new QuantizedTensor(values, output.scale()));
    return policy;
  }

  private float[][] accumulators(
      Parametric layer, PlannedStep step, short[] integers, QuantizedTensor input) {
    Shape out = graph.shape(layer.name());
    FloatConvolution convolution = new FloatConvolution(layer, graph.shape(step.input()), out);
    float[] weights = new float[integers.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = integers[i];
    }
    float[] zeros = new float[layer.outChannels()];
    float[][] results = new float[images.size()][out.size()];
    for (int i = 0; i < results.length; i++) {
      convolution.run(input.images()[i], weights, zeros, results[i]);
    }
    return results;
  }

  private float[][] summed(Layer layer, PlannedStep step, QuantizedTensor input) {
    Shape from = graph.shape(step.input());
    Shape to = graph.shape(step.output());
    float[][] results = new float[images.size()][];
    for (int i = 0; i < results.length; i++) {
      if (plan.averaged(layer) == 1) {
        results[i] = input.images()[i].clone();
      } else {
        results[i] = new float[to.size()];
        FloatPools.sum(layer, from, input.images()[i], to, results[i]);
      }
    }
    return results;
  }

  private QuantizedTensor moved(PlannedStep step, QuantizedTensor input) {
    Shape from = graph.shape(step.input());
    Shape to = graph.shape(step.output());
    float[][] results = new float[images.size()][to.size()];
    for (int i = 0; i < results.length; i++) {
      FloatPools.apply(step.anchor(), from, input.images()[i], to, results[i]);
    }
    return new QuantizedTensor(results, input.scale());
  }

  /** Gains and offsets that normalise accumulators by their own mean and variance. */
  private void normalise(
      Conv conv,
      int bits,
      LayerWeights masters,
      double inputScale,
      float[][] accumulators,
      double[] gains,
      double[] offsets) {
    float[] gamma = shared.gamma(conv, bits);
    float[] beta = shared.beta(conv, bits);
    ChannelMoments moments = new ChannelMoments(conv.outChannels(), accumulators);
    for (int c = 0; c < gains.length; c++) {
      // The training's safeguard against division by zero is in the units that it computed in.
      double unit = shared.points().chosen(conv) ? 1 : inputScale * masters.scales()[c];
      double variance = moments.variance(c);
      gains[c] = variance == 0 ? 0 : gamma[c] / Math.sqrt(variance + EPSILON / (unit * unit));
      offsets[c] = beta[c] - gains[c] * moments.mean(c);
    }
  }

  private void linear(
      Linear layer, LayerWeights masters, double inputScale, double[] gains, double[] offsets) {
    float[] bias = shared.bias(layer);
    for (int c = 0; c < gains.length; c++) {
      gains[c] = inputScale * masters.scales()[c];
      offsets[c] = bias[c];
    }
  }

  /** How the result of a step is stored. */
  private record Output(int bits, double scale, int low, int high) {}

  private Output output(
      PlannedStep step,
      Map<String, Integer> widths,
      float[][] values,
      double[] gains,
      double[] offsets,
      QuantizedTensor residual) {
    double cap = step.relu() == null ? Double.POSITIVE_INFINITY : step.relu().cap();
    List<Conv> readers =
        step.relu() == null ? null : shared.points().readers().get(step.relu().name());
    int bits;
    double scale;
    if (readers != null) {
      bits = widths.get(readers.get(0).name());
      scale = shared.step(step.relu(), bits);
      cap = Double.POSITIVE_INFINITY; // training clips at the last step and nowhere else
    } else {
      ActivationHistogram histogram = new ActivationHistogram();
      for (int i = 0; i < values.length; i++) {
        histogram.add(real(step, i, values[i], gains, offsets, residual, cap));
      }
      boolean last = step.equals(logits);
      bits = last ? StepWidths.LOGIT_BITS : STREAM_BITS;
      scale =
          last
              ? LOGIT_HEADROOM * histogram.largest() / Bits.activationHigh(bits, step.signed())
              : histogram.bestScale(bits, step.signed(), cap);
    }
    scale = Math.max((float) scale, Float.MIN_NORMAL);
    int high =
        (int)
            Math.min(Bits.activationHigh(bits, step.signed()), Math.max(1, Math.rint(cap / scale)));
    return new Output(bits, scale, Bits.activationLow(bits, step.signed()), high);
  }

  private static float[] real(
      PlannedStep step,
      int image,
      float[] values,
      double[] gains,
      double[] offsets,
      QuantizedTensor residual,
      double cap) {
    float[] real = new float[values.length];
    int channels = gains.length;
    for (int i = 0; i < real.length; i++) {
      double y = values[i] * gains[i % channels] + offsets[i % channels];
      if (residual != null) {
        y += residual.images()[image][i] * residual.scale();
      }
      real[i] = (float) (step.signed() ? y : Math.max(0, Math.min(cap, y)));
    }
    return real;
  }

  /** Turns accumulators without bias into the step's result, in place. */
  private static void requantize(LayerPolicy policy, float[] values, float[] residual) {
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
