package io.requant.model.quantize;

import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.program.Program;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The real function that a policy approximates: its integers times their steps. Nothing is rounded
 * or clipped between layers, but for what rectifiers do.
 */
public final class Dequantization {

  private Dequantization() {}

  /**
   * A float network, to train on from what was trained as integers.
   *
   * @param network integers
   * @param policy widths and constants
   * @throws IllegalArgumentException if the policy was made for another network
   */
  public static FloatNetwork of(Network network, Policy policy) {
    Program.of(network, policy);
    Graph graph = network.graph();
    Map<String, Double> steps = new HashMap<>(Map.of(Graph.INPUT, network.inputScale()));
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>();
    Iterator<LayerPolicy> entries = policy.layers().iterator();
    List<PlannedStep> planned = FusionPlan.of(graph).steps();
    for (PlannedStep step : planned) {
      double in = steps.get(step.input());
      if (!step.requantizes()) {
        steps.put(step.output(), in);
        continue;
      }
      LayerPolicy entry = entries.next();
      steps.put(step.output(), (double) entry.outputScale());
      if (step.anchor() instanceof Parametric layer) {
        short[] integers =
            network.weights().get(layer.name()).derive(entry.weightBits(), entry.ratios());
        parameters.put(layer.name(), parameters(layer, integers, entry, in));
      }
    }
    return new FloatNetwork(graph, parameters);
  }

  private static FloatNetwork.Parameters parameters(
      Parametric layer, short[] integers, LayerPolicy entry, double in) {
    int perChannel = layer.weightsPerChannel();
    float[] weights = new float[integers.length];
    float[] bias = new float[layer.outChannels()];
    int[] multipliers = entry.multipliers();
    byte[] shifts = entry.shifts();
    int[] biases = entry.bias();
    for (int c = 0; c < bias.length; c++) {
      double step = new Requantizer(multipliers[c], shifts[c]).factor() * entry.outputScale();
      bias[c] = (float) (biases[c] * step);
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        weights[i] = (float) (integers[i] * step / in);
      }
    }
    return new FloatNetwork.Parameters(weights, bias);
  }
}
