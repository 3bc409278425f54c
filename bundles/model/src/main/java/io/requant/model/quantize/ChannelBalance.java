package io.requant.model.quantize;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.FloatNetwork.Parameters;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.reference.FloatConvolution;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives the channels of a tensor similar ranges, so that one scale suits all of them: each channel
 * is multiplied by a factor where it is computed and divided by it where it is read, which changes
 * nothing in real numbers (Nagel et al., "Data-Free Quantization Through Weight Equalization and
 * Bias Correction", section 4.1; here for activations, and through residual connections).
 */
final class ChannelBalance {

  private static final double MOST = 16;
  private static final int CLIP_BITS = 4;
  private static final int POINTS = 33;
  private static final double NARROWEST_CLIP = 0.05;

  private ChannelBalance() {}

  /**
   * The same function with balanced channels.
   *
   * @param strength 0 for no change, 1 for equal ranges
   */
  static FloatNetwork balance(
      FloatNetwork network, FusionPlan plan, FloatSamples samples, double strength) {
    Graph graph = plan.graph();
    ChannelClasses classes = new ChannelClasses(graph);
    double[] sums = new double[classes.count()];
    int[] tensors = new int[classes.count()];
    for (PlannedStep step : plan.requantizingSteps()) {
      double[] logs = logRanges(samples.of(step), step);
      double mean = 0;
      int live = 0;
      for (double log : logs) {
        if (Double.isFinite(log)) {
          mean += log;
          live++;
        }
      }
      for (int c = 0; c < logs.length; c++) {
        if (Double.isFinite(logs[c])) {
          int k = classes.of(step.output(), c);
          sums[k] += mean / live - logs[c];
          tensors[k]++;
        }
      }
    }
    double[] factors = new double[sums.length];
    for (int k = 0; k < factors.length; k++) {
      double log = classes.fixed(k) || tensors[k] == 0 ? 0 : strength * sums[k] / tensors[k];
      factors[k] = Math.max(1 / MOST, Math.min(MOST, Math.exp(log)));
    }
    return apply(network, classes, factors);
  }

  /** Logarithm of the range that 4 bits represent best, by channel; not finite where it is 0. */
  private static double[] logRanges(FloatSamples.OfStep samples, PlannedStep step) {
    double[] logs = new double[samples.target().length];
    for (int c = 0; c < logs.length; c++) {
      float[] values = samples.target()[c].clone();
      double top = 0;
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.abs(step.signed() ? values[i] : Math.max(0, values[i]));
        top = Math.max(top, values[i]);
      }
      int bits = step.signed() ? CLIP_BITS - 1 : CLIP_BITS;
      int levels = (1 << bits) - 1;
      logs[c] =
          top == 0
              ? Double.NEGATIVE_INFINITY
              : Math.log(
                  Search.minimise(
                      range -> error(values, range / levels, levels),
                      NARROWEST_CLIP * top,
                      top,
                      POINTS));
    }
    return logs;
  }

  private static double error(float[] values, double scale, int levels) {
    double sum = 0;
    for (float value : values) {
      double e = value - scale * Math.min(levels, Math.floor(value / scale + 0.5));
      sum += e * e;
    }
    return sum;
  }

  private static FloatNetwork apply(
      FloatNetwork network, ChannelClasses classes, double[] factors) {
    Graph graph = network.graph();
    Map<String, Parameters> balanced = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      String input = graph.layer(layer.name()).inputs().get(0);
      Parameters old = network.parameters().get(layer.name());
      float[] weights = old.weights().clone();
      float[] bias = old.bias().clone();
      int groups = FloatConvolution.groupsOf(layer);
      int depth = graph.shape(input).channels() / groups;
      int perChannel = layer.weightsPerChannel();
      int perGroup = layer.outChannels() / groups;
      for (int c = 0; c < bias.length; c++) {
        double out = factors[classes.of(layer.name(), c)];
        bias[c] = (float) (bias[c] * out);
        for (int k = 0; k < perChannel; k++) {
          double in = factors[classes.of(input, c / perGroup * depth + k % depth)];
          int at = c * perChannel + k;
          weights[at] = (float) (weights[at] * out / in);
        }
      }
      balanced.put(layer.name(), new Parameters(weights, bias));
    }
    return new FloatNetwork(graph, balanced);
  }
}
