package io.requant.bench.internal.network;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.FloatNetwork.Parameters;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import java.util.HashMap;
import java.util.Map;

/**
 * The real parameters that a network has under a policy: integer weights and biases times the scale
 * of their accumulators, so that other engines compute the same function but for rounding.
 */
final class RealNetwork {

  private RealNetwork() {}

  static FloatNetwork of(Network network, Policy policy) {
    Program program = Program.of(network, policy);
    Map<String, LayerPolicy> entries = new HashMap<>();
    policy.layers().forEach(entry -> entries.put(entry.layer(), entry));
    double[] scales = new double[program.tensors().size()];
    scales[program.input()] = network.inputScale();
    Map<String, Parameters> parameters = new HashMap<>();
    for (Step step : program.steps()) {
      LayerPolicy entry = entries.get(step.name());
      double in = scales[step.input()];
      scales[step.output()] = entry == null ? in : entry.outputScale();
      if (step instanceof Step.Convolve convolve) {
        parameters.put(step.name(), parameters(convolve, in, scales[step.output()]));
      }
    }
    return new FloatNetwork(network.graph(), parameters);
  }

  private static Parameters parameters(Step.Convolve step, double in, double out) {
    int channels = step.bias().length;
    int taps = step.weights().length / channels;
    float[] weights = new float[step.weights().length];
    float[] bias = new float[channels];
    for (int c = 0; c < channels; c++) {
      // One step of the accumulator in reals; one step of the weights is that over the input's.
      double step32 = new Requantizer(step.multipliers()[c], step.shifts()[c]).factor() * out;
      bias[c] = (float) (step.bias()[c] * step32);
      for (int t = c * taps; t < (c + 1) * taps; t++) {
        weights[t] = (float) (step.weights()[t] * step32 / in);
      }
    }
    return new Parameters(weights, bias);
  }
}
