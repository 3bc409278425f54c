package io.requant.quantlstm.internal.search;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.cost.CostModel;
import io.requant.model.cost.LayerCost;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.policy.Cost;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What every option of every convolution costs, and what the other layers cost in any case. */
public final class LayerCosts {

  private final Graph graph;
  private final QuantizationPoints points;
  private final List<Option> options;
  private final int outerBits;
  private final long[][] bops;
  private final long[][] bytes;
  private final Cost fixed;

  /**
   * Counts.
   *
   * @param options what each convolution can be given
   * @param outerBits width of the weights of the outer layers
   */
  public LayerCosts(Graph graph, QuantizationPoints points, List<Option> options, int outerBits) {
    this.graph = graph;
    this.points = points;
    this.options = List.copyOf(options);
    this.outerBits = outerBits;
    List<Conv> convolutions = points.convolutions();
    bops = new long[convolutions.size()][options.size()];
    bytes = new long[convolutions.size()][options.size()];
    for (int o = 0; o < options.size(); o++) {
      Map<String, LayerCost> table = table(options.get(o));
      for (int l = 0; l < convolutions.size(); l++) {
        LayerCost cost = table.get(convolutions.get(l).name());
        bops[l][o] = cost.bops();
        bytes[l][o] = cost.weightBytes();
      }
    }
    Map<String, LayerCost> table = table(options.get(0));
    convolutions.forEach(conv -> table.remove(conv.name()));
    fixed = CostModel.sum(List.copyOf(table.values()));
  }

  private Map<String, LayerCost> table(Option option) {
    Map<String, Integer> weights = new HashMap<>();
    Map<String, Integer> inputs = new HashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      boolean chosen = points.chosen(layer);
      boolean reads = chosen && points.readBy((Conv) layer) != null;
      weights.put(layer.name(), chosen ? option.weightBits() : outerBits);
      inputs.put(layer.name(), reads ? option.activationBits() : InputEncoder.BITS);
    }
    Map<String, LayerCost> byName = new HashMap<>();
    CostModel.table(graph, weights, inputs).forEach(cost -> byName.put(cost.layer(), cost));
    return byName;
  }

  /** The network. */
  public Graph graph() {
    return graph;
  }

  /** Convolutions that have an option each. */
  public List<Conv> layers() {
    return points.convolutions();
  }

  /** The options. */
  public List<Option> options() {
    return options;
  }

  /** Bit operations of a layer with an option. */
  public long bops(int layer, int option) {
    return bops[layer][option];
  }

  /** Bytes of the weights of a layer with an option. */
  public long bytes(int layer, int option) {
    return bytes[layer][option];
  }

  /** Width that a budget's parts refer to: the widest of any option, 8 at least. */
  public int fullBits() {
    return options.stream()
        .mapToInt(option -> Math.max(option.weightBits(), option.activationBits()))
        .reduce(SharedNetwork.OUTER_BITS, Math::max);
  }

  /** Width of the weights of the outer layers. */
  public int outerBits() {
    return outerBits;
  }

  /** What layers without an option cost. */
  public Cost fixed() {
    return fixed;
  }

  /** Bit operations of a choice: an option per layer. */
  public long bops(int[] choice) {
    long sum = fixed.bops();
    for (int l = 0; l < choice.length; l++) {
      sum += bops[l][choice[l]];
    }
    return sum;
  }

  /** Bytes of weights of a choice. */
  public long bytes(int[] choice) {
    long sum = fixed.weightBytes();
    for (int l = 0; l < choice.length; l++) {
      sum += bytes[l][choice[l]];
    }
    return sum;
  }

  /** Whether a choice is within a budget. */
  public boolean within(int[] choice, Budget budget) {
    return budget.allows(bops(choice), bytes(choice));
  }
}
