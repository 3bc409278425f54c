package io.requant.quantlstm.internal.level;

import io.requant.api.resource.ResourceLevel;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.policy.Cost;
import io.requant.quantlstm.internal.search.Budget;

/**
 * What a level may cost: its percentage of the bit operations and of the weight bytes that 8-bit
 * weights and activations need. Its policy is named {@code level-100}, {@code level-75} and so on.
 */
public final class LevelBudgets {

  private static final String PREFIX = "level-";
  private static final int FULL = 8;

  private LevelBudgets() {}

  /** Name of a level's policy. */
  public static String policy(ResourceLevel level) {
    return PREFIX + level.percent();
  }

  /**
   * Budget of a part of what 8 bits cost.
   *
   * @param part above 0
   */
  public static Budget ofPart(Graph graph, double part) {
    Cost full = CostModel.uniform(graph, FULL, FULL);
    return new Budget((long) (part * full.bops()), (long) (part * full.weightBytes()));
  }
}
