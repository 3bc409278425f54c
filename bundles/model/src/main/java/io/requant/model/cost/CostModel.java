package io.requant.model.cost;

import io.requant.model.arithmetic.Bits;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.network.Network;
import io.requant.model.policy.Cost;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what an inference costs. Convolutions and linear layers count; sums, pools and
 * requantization do not. A padded position counts as an operation, so costs do not depend on the
 * engine.
 */
public final class CostModel {

  private CostModel() {}

  /**
   * Cost of a graph at given widths.
   *
   * @param weightBits width of the weights of every layer that has any, by layer name
   * @param inputBits width of the activations that the layer reads, by layer name
   * @throws IllegalArgumentException if a width is missing or is not 2..16
   */
  public static Cost of(
      Graph graph, Map<String, Integer> weightBits, Map<String, Integer> inputBits) {
    return sum(table(graph, weightBits, inputBits));
  }

  /**
   * Cost of a network under a policy.
   *
   * @throws IllegalArgumentException if the policy's entries are not those of the network's steps
   */
  public static Cost of(Network network, Policy policy) {
    return of(network.graph(), policy.layers());
  }

  /**
   * Cost of a graph under the entries of a policy that is not built yet.
   *
   * @param layers one entry per requantizing step, in order
   * @throws IllegalArgumentException if they are not those of the graph's steps
   */
  public static Cost of(Graph graph, List<LayerPolicy> layers) {
    return sum(table(graph, layers));
  }

  /**
   * Cost of one width for all weights and one for all activations, with the usual exception: the
   * first and the last layer have 8-bit weights and read 8-bit activations.
   */
  public static Cost uniform(Graph graph, int weightBits, int activationBits) {
    List<Parametric> layers = graph.parametricLayers();
    Map<String, Integer> weights = new HashMap<>();
    Map<String, Integer> inputs = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      boolean outer = i == 0 || i == layers.size() - 1;
      weights.put(layers.get(i).name(), outer ? 8 : weightBits);
      inputs.put(layers.get(i).name(), outer ? 8 : activationBits);
    }
    return of(graph, weights, inputs);
  }

  /** Cost of every layer with weights, in computing order, under the entries of a policy. */
  public static List<LayerCost> table(Graph graph, List<LayerPolicy> layers) {
    List<PlannedStep> steps = FusionPlan.of(graph).steps();
    Map<String, Integer> weightBits = new HashMap<>();
    Map<String, Integer> inputBits = new HashMap<>();
    Map<String, Integer> tensorBits = new HashMap<>(Map.of(Graph.INPUT, InputEncoder.BITS));
    int next = 0;
    for (PlannedStep step : steps) {
      int in = tensorBits.get(step.input());
      if (!step.requantizes()) {
        tensorBits.put(step.output(), in);
        continue;
      }
      Layer anchor = step.anchor();
      if (next == layers.size() || !layers.get(next).layer().equals(anchor.name())) {
        throw new IllegalArgumentException(
            "policy has no entry for layer '" + anchor.name() + "' in its place");
      }
      LayerPolicy entry = layers.get(next++);
      tensorBits.put(step.output(), entry.activationBits());
      if (anchor instanceof Parametric) {
        weightBits.put(anchor.name(), entry.weightBits());
        inputBits.put(anchor.name(), in);
      }
    }
    if (next != layers.size()) {
      throw new IllegalArgumentException(
          "policy has %d entries; network '%s' has %d steps to requantize"
              .formatted(layers.size(), graph.name(), next));
    }
    return table(graph, weightBits, inputBits);
  }

  /** Cost of every layer with weights, in computing order, at given widths. */
  public static List<LayerCost> table(
      Graph graph, Map<String, Integer> weightBits, Map<String, Integer> inputBits) {
    List<LayerCost> table = new ArrayList<>();
    for (Parametric layer : graph.parametricLayers()) {
      table.add(
          LayerCost.of(
              layer,
              graph.shape(layer.name()),
              width("weights", layer, weightBits),
              width("input activations", layer, inputBits)));
    }
    return List.copyOf(table);
  }

  /** Sum of a table. */
  public static Cost sum(List<LayerCost> table) {
    long macs = 0;
    long bops = 0;
    long bytes = 0;
    for (LayerCost layer : table) {
      macs = Math.addExact(macs, layer.macs());
      bops = Math.addExact(bops, layer.bops());
      bytes = Math.addExact(bytes, layer.weightBytes());
    }
    return new Cost(macs, bops, bytes);
  }

  private static int width(String what, Parametric layer, Map<String, Integer> widths) {
    Integer bits = widths.get(layer.name());
    if (bits == null) {
      throw new IllegalArgumentException(
          "layer '" + layer.name() + "': the width of its " + what + " is missing");
    }
    return Bits.check(what + " of layer '" + layer.name() + "'", bits);
  }
}
