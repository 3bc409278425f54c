package io.requant.quantlstm.internal.compress;

import io.requant.api.resource.ResourceLevel;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.NetworkJudge;
import io.requant.quantlstm.internal.search.NetworkJudge.Answers;
import io.requant.quantlstm.internal.search.Option;
import io.requant.quantlstm.internal.search.PolicyMaker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the ways to choose widths; the outer layers give way to a budget if they must. */
final class BudgetComparisons {

  /** Widths of activations that narrower weights may read. */
  private static final List<Integer> WIDER = List.of(8, 4);

  private final SharedNetwork shared;
  private final PolicyEstimator estimator;
  private final NetworkJudge judge;
  private final Answers reference;
  private final NetworkJudge holdout;
  private final double[][] sensitivities;
  private final Optional<TrainedGate> gate;
  private final QuantLstmSettings settings;
  private final Map<Double, Comparison> found = new HashMap<>();

  BudgetComparisons(
      SharedNetwork shared,
      PolicyEstimator estimator,
      NetworkJudge judge,
      Answers reference,
      NetworkJudge holdout,
      double[][] sensitivities,
      Optional<TrainedGate> gate,
      QuantLstmSettings settings) {
    this.shared = shared;
    this.estimator = estimator;
    this.judge = judge;
    this.reference = reference;
    this.holdout = holdout;
    this.sensitivities = sensitivities;
    this.gate = gate;
    this.settings = settings;
  }

  /** What every layer can be given, the widest first, with the outer layers at a width. */
  static LayerCosts costs(SharedNetwork shared, int outerBits) {
    List<Option> options = new ArrayList<>();
    for (int weights : shared.widths()) {
      for (int activations : shared.widths()) {
        boolean wider = weights <= 4 && activations > weights;
        if (activations == weights || (wider && WIDER.contains(activations))) {
          options.add(new Option(weights, activations));
        }
      }
    }
    options.sort(Comparator.reverseOrder());
    return new LayerCosts(shared.graph(), shared.points(), options, outerBits);
  }

  /** All ways under a part of what 8 bits cost; found once. */
  Comparison under(double part) {
    return found.computeIfAbsent(part, p -> under(p, LevelBudgets.ofPart(shared.graph(), p)));
  }

  /** All ways under the budget of a level. */
  Comparison of(ResourceLevel level) {
    return under(level.percent() / 100.0);
  }

  /** The policy of a level, of the way that the hold-out prefers; empty if none is within. */
  Optional<Policy> policy(ResourceLevel level, Comparison comparison) {
    return comparison
        .best()
        .map(
            best ->
                maker(costs(shared, comparison.outerBits()))
                    .make(LevelBudgets.policy(level), best.choice()));
  }

  private Comparison under(double part, Budget budget) {
    Comparison last = null;
    for (int outer : shared.outerWidths()) {
      LayerCosts costs = costs(shared, outer);
      last =
          new ChoiceComparison(
                  costs,
                  maker(costs),
                  judge,
                  reference,
                  holdout,
                  sensitivities,
                  gate,
                  settings.evaluations(),
                  settings.config().seed())
              .under(part, budget);
      if (!last.entries().isEmpty()) {
        return last;
      }
    }
    return last;
  }

  private PolicyMaker maker(LayerCosts costs) {
    return new PolicyMaker(estimator, shared.points(), costs);
  }
}
