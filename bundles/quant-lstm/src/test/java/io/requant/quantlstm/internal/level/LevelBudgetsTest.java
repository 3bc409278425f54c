package io.requant.quantlstm.internal.level;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.gate.GateRequest;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.Cost;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.WidthChoice;
import io.requant.model.testing.Nets;
import io.requant.model.testing.RandomNetworks;
import io.requant.quantlstm.internal.compare.BudgetComparisons;
import io.requant.quantlstm.internal.search.Budget;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LevelBudgetsTest {

  @Test
  void partsOfEightBitsAreThoseOfTheUniformPolicy() {
    Graph graph = Nets.resnet(8);
    Cost eight = CostModel.uniform(graph, 8, 8);
    assertThat(LevelBudgets.full(graph, 8))
        .isEqualTo(new Budget(eight.bops(), eight.weightBytes()));
    assertThat(LevelBudgets.ofPart(graph, 8, 0.5))
        .isEqualTo(new Budget((long) (0.5 * eight.bops()), (long) (0.5 * eight.weightBytes())));
  }

  @Test
  void partsOfTenBitsAreThoseOfTheWidestPolicyOfTheSet() {
    SharedNetwork shared = shared(List.of(10, 9, 8, 7, 6));
    Policy widest = policy(shared, 10);
    assertThat(LevelBudgets.full(shared.graph(), 10))
        .isEqualTo(new Budget(widest.cost().bops(), widest.cost().weightBytes()));
    assertThat(BudgetComparisons.costs(shared, 8).fullBits()).isEqualTo(10);
  }

  @Test
  void budgetsThatAreComparedAreWithinReachOfTheWidths() {
    assertThat(BudgetComparisons.parts(shared(List.of(8, 6, 4, 3, 2))))
        .containsExactly(0.75, 0.6, 0.5, 0.4, 0.33, 0.28);
    SharedNetwork wide = shared(List.of(10, 9, 8, 7, 6));
    Policy narrowest = policy(wide, 6);
    for (double part : BudgetComparisons.parts(wide)) {
      Budget budget = LevelBudgets.ofPart(wide.graph(), 10, part);
      assertThat(part).isBetween(0.0, 1.0);
      assertThat(budget.bytes()).isGreaterThanOrEqualTo(narrowest.cost().weightBytes());
      assertThat(budget.bops()).isGreaterThanOrEqualTo(narrowest.cost().bops());
    }
  }

  @Test
  void theGateOfTheLevelsCountsFromWhatTheNetworkStores() {
    SharedNetwork wide = shared(List.of(10, 9, 8, 7, 6));
    List<Policy> policies = List.of(policy(wide, 10), policy(wide, 9), policy(wide, 6));
    LevelGate gate = new LevelGate();
    // Unmeasured ones: the cheapest of those within, so what matters is that ten bits may be taken.
    GateRequest rich =
        new GateRequest(wide.network(), List.of(policies.get(0)), ResourceLevel.RICH_100);
    assertThat(gate.select(rich).name()).isEqualTo("w10a10");
    GateRequest ample = new GateRequest(wide.network(), policies, ResourceLevel.AMPLE_75);
    assertThat(gate.select(ample).name()).isEqualTo("w6a6");
  }

  private static Policy policy(SharedNetwork shared, int bits) {
    CalibrationImages images = images(shared.graph());
    return new PolicyEstimator(shared, images)
        .estimate("w" + bits + "a" + bits, WidthChoice.uniform(shared.points(), bits, bits));
  }

  private static SharedNetwork shared(List<Integer> widths) {
    Graph graph = Nets.resnet(8);
    FloatNetwork floats = RandomNetworks.floats(new SplittableRandom(5), graph);
    return new SharedStart(floats, images(graph)).network(widths);
  }

  private static CalibrationImages images(Graph graph) {
    SplittableRandom random = new SplittableRandom(6);
    return CalibrationImages.ofPixels(
        List.of(RandomNetworks.input(random, graph), RandomNetworks.input(random, graph)));
  }
}
