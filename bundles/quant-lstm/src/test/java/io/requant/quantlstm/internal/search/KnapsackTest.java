package io.requant.quantlstm.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.testing.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KnapsackTest {

  private static final List<Option> OPTIONS =
      List.of(Option.of(8), Option.of(4), Option.of(2), new Option(2, 8));

  private final Graph graph = Nets.resnet(8);
  private final QuantizationPoints points = QuantizationPoints.of(graph);
  private final LayerCosts costs = new LayerCosts(graph, points, OPTIONS, 8);

  @Property(tries = 60)
  void itsSumIsTheLeastOfAllChoicesWithinTheBudget(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] penalties = penalties(random);
    Budget budget = budget(random);
    double least = Double.POSITIVE_INFINITY;
    int layers = penalties.length;
    int all = (int) Math.pow(OPTIONS.size(), layers);
    for (int n = 0; n < all; n++) {
      int[] choice = new int[layers];
      double sum = 0;
      for (int l = 0, rest = n; l < layers; l++, rest /= OPTIONS.size()) {
        choice[l] = rest % OPTIONS.size();
        sum += penalties[l][choice[l]];
      }
      if (sum < least && costs.within(choice, budget)) {
        least = sum;
      }
    }
    Optional<Knapsack.Solution> solution = new Knapsack(costs, penalties).solve(budget);
    assertThat(solution.isPresent()).isEqualTo(least < Double.POSITIVE_INFINITY);
    if (solution.isPresent()) {
      assertThat(solution.get().exact()).isTrue();
      assertThat(costs.within(solution.get().choice(), budget)).isTrue();
      assertThat(solution.get().penalty()).isCloseTo(least, within(1e-9));
    }
  }

  @Property(tries = 60)
  void moreBudgetNeverGivesAWorseSum(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Knapsack knapsack = new Knapsack(costs, penalties(random));
    Budget less = budget(random);
    Budget more =
        new Budget(
            (long) (less.bops() * random.nextDouble(1, 2)),
            (long) (less.bytes() * random.nextDouble(1, 2)));
    knapsack
        .solve(less)
        .ifPresent(
            before ->
                assertThat(knapsack.solve(more).orElseThrow().penalty())
                    .isLessThanOrEqualTo(before.penalty() + 1e-12));
  }

  @Property(tries = 40)
  void simpleChoicesStayWithinTheBudgetAndTheRandomOneUsesItUp(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Budget budget = budget(random);
    SimpleChoices.uniform(costs, budget)
        .ifPresent(choice -> assertThat(costs.within(choice, budget)).isTrue());
    SimpleChoices.random(costs, budget, random)
        .ifPresent(
            choice -> {
              assertThat(costs.within(choice, budget)).isTrue();
              for (int l = 0; l < choice.length; l++) {
                int[] more = choice.clone();
                more[l] = 0;
                assertThat(more[l] == choice[l] || !costs.within(more, budget)).isTrue();
              }
            });
  }

  @Property(tries = 20)
  void lookingAtWholeNetworksNeverMakesAChoiceWorse(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] penalties = penalties(random);
    Budget budget = budget(random);
    Optional<int[]> start = SimpleChoices.uniform(costs, budget);
    if (start.isEmpty()) {
      return;
    }
    LocalSearch search = new LocalSearch(costs, choice -> sum(penalties, choice), 400);
    int[] better = search.improve(start.get(), budget, random);
    assertThat(costs.within(better, budget)).isTrue();
    assertThat(sum(penalties, better)).isLessThanOrEqualTo(sum(penalties, start.get()));
  }

  @Test
  void aUniformChoiceCostsWhatThePolicyOfThatPrecisionCosts() {
    int[] four = new int[costs.layers().size()];
    Arrays.fill(four, 1);
    LayerCosts twenty =
        new LayerCosts(Nets.resnet(20), QuantizationPoints.of(Nets.resnet(20)), OPTIONS, 8);
    int[] fourTwenty = new int[twenty.layers().size()];
    Arrays.fill(fourTwenty, 1);
    assertThat(twenty.bytes(fourTwenty))
        .isEqualTo(CostModel.uniform(Nets.resnet(20), 4, 4).weightBytes());
    assertThat(costs.bytes(four)).isEqualTo(CostModel.uniform(graph, 4, 4).weightBytes());
  }

  private double[][] penalties(SplittableRandom random) {
    double[][] penalties = new double[costs.layers().size()][OPTIONS.size()];
    for (double[] row : penalties) {
      for (int o = 0; o < row.length; o++) {
        row[o] = random.nextDouble();
      }
    }
    return penalties;
  }

  private Budget budget(SplittableRandom random) {
    int[] wide = new int[costs.layers().size()];
    return new Budget(
        (long) (costs.bops(wide) * random.nextDouble(0.1, 1.1)),
        (long) (costs.bytes(wide) * random.nextDouble(0.2, 1.1)));
  }

  private static double sum(double[][] penalties, int[] choice) {
    double sum = 0;
    for (int l = 0; l < choice.length; l++) {
      sum += penalties[l][choice[l]];
    }
    return sum;
  }
}
