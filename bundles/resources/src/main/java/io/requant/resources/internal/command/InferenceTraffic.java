package io.requant.resources.internal.command;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.network.Network;
import io.requant.model.policy.Cost;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * What one inference computes and moves: every weight is read once, every activation is written
 * once and read by each step that takes it, at the widths of the policy. A lower bound: an engine
 * that stores wider or reads twice moves more.
 *
 * @param macs multiply-accumulates
 * @param weightBytes weights
 * @param activationBytes activations, written and read
 */
record InferenceTraffic(long macs, long weightBytes, long activationBytes) {

  static InferenceTraffic of(Network network, Policy policy) {
    Cost cost = CostModel.of(network, policy);
    Graph graph = network.graph();
    Map<String, Integer> bits = new HashMap<>(Map.of(Graph.INPUT, InputEncoder.BITS));
    Iterator<LayerPolicy> entries = policy.layers().iterator();
    long moved = 0;
    for (PlannedStep step : FusionPlan.of(graph).steps()) {
      int out = step.requantizes() ? entries.next().activationBits() : bits.get(step.input());
      bits.put(step.output(), out);
      moved += bitsOf(graph, bits, step.input()) + bitsOf(graph, bits, step.output());
      if (step.residual() != null) {
        moved += bitsOf(graph, bits, step.residual());
      }
    }
    return new InferenceTraffic(cost.macs(), cost.weightBytes(), (moved + 7) / 8);
  }

  private static long bitsOf(Graph graph, Map<String, Integer> bits, String tensor) {
    return (long) graph.shape(tensor).size() * bits.get(tensor);
  }

  long bytes() {
    return weightBytes + activationBytes;
  }
}
