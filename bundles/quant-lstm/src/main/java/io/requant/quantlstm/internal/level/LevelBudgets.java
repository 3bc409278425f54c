package io.requant.quantlstm.internal.level;

import io.requant.api.resource.ResourceLevel;
import io.requant.model.graph.Graph;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.Option;
import java.util.List;

/**
 * What a level may cost: its percentage of the bit operations and of the weight bytes that the
 * network needs at its widest, 8 bits at least. Its policy is named {@code level-100}, {@code
 * level-75} and so on.
 */
public final class LevelBudgets {

  private static final String PREFIX = "level-";

  private LevelBudgets() {}

  /** Name of a level's policy. */
  public static String policy(ResourceLevel level) {
    return PREFIX + level.percent();
  }

  /**
   * What the network costs at a width everywhere but in the outer layers, which have 8 bits.
   *
   * @param bits of weights and activations
   */
  public static Budget full(Graph graph, int bits) {
    QuantizationPoints points = QuantizationPoints.of(graph);
    LayerCosts costs =
        new LayerCosts(graph, points, List.of(Option.of(bits)), SharedNetwork.OUTER_BITS);
    int[] choice = new int[costs.layers().size()];
    return new Budget(costs.bops(choice), costs.bytes(choice));
  }

  /**
   * Budget of a part of what the widest costs.
   *
   * @param fullBits the widest, 8 at least
   * @param part above 0
   */
  public static Budget ofPart(Graph graph, int fullBits, double part) {
    Budget full = full(graph, fullBits);
    return new Budget((long) (part * full.bops()), (long) (part * full.bytes()));
  }
}
