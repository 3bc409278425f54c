package io.requant.quantlstm.internal.command;

import io.requant.api.backend.Backend;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.NetworkJudge;
import io.requant.quantlstm.internal.search.NetworkJudge.Answers;
import io.requant.quantlstm.internal.search.Option;
import io.requant.quantlstm.internal.search.PolicyMaker;
import io.requant.quantlstm.internal.search.Sensitivities;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Finds the widths for a budget, or the cheapest ones that lose no more than wanted. */
final class PolicySearch {

  /** Halvings of the range of budgets: to a 256th of what the base costs. */
  private static final int HALVINGS = 8;

  private final LayerCosts costs;
  private final PolicyMaker maker;
  private final NetworkJudge holdout;
  private final double[][] sensitivities;
  private final double reference;
  private final Way way;
  private final ToDoubleFunction<int[]> divergence;

  /** How to choose within a budget. */
  @FunctionalInterface
  interface Way {
    /**
     * Chooses an option per layer; empty if none is within the budget.
     *
     * @param divergence how far the answers of a whole choice are from those at the base
     */
    Optional<int[]> choose(
        LayerCosts costs,
        double[][] sensitivities,
        Budget budget,
        ToDoubleFunction<int[]> divergence);
  }

  /**
   * What was found.
   *
   * @param policy the policy
   * @param choice option per layer
   * @param top1 on the hold-out, 0..1
   */
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  record Found(Policy policy, int[] choice, double top1) {}

  /**
   * Measures what every layer costs in answers.
   *
   * @param shared where widths are chosen
   * @param options what a layer can be given; the first is the base
   * @param calibration training images that policies are estimated on
   * @param judged training images that sensitivities are measured on
   * @param held images kept back from training
   * @param way how to choose
   */
  PolicySearch(
      Backend backend,
      SharedNetwork shared,
      List<Option> options,
      CalibrationImages calibration,
      LabelledImages judged,
      LabelledImages held,
      Way way,
      Sensitivities.Progress progress) {
    this.way = way;
    costs = new LayerCosts(shared.graph(), shared.points(), options, SharedNetwork.OUTER_BITS);
    maker = new PolicyMaker(new PolicyEstimator(shared, calibration), shared.points(), costs);
    NetworkJudge judge = new NetworkJudge(backend, shared.network(), judged);
    holdout = new NetworkJudge(backend, shared.network(), held);
    int[] base = new int[costs.layers().size()];
    Policy widest = maker.make("base", base);
    Answers answers = judge.answers(widest);
    sensitivities =
        Sensitivities.measure(costs, maker, judge, 0, answers, (layer, option) -> null, progress)
            .means();
    divergence =
        choice -> NetworkJudge.divergence(answers, judge.answers(maker.make("trial", choice)));
    reference = holdout.answers(widest).top1();
  }

  /** Hold-out accuracy at the base. */
  double reference() {
    return reference;
  }

  /** Divergence by layer and option. */
  double[][] sensitivities() {
    return sensitivities;
  }

  /** What all others are compared with. */
  Option base() {
    return costs.options().get(0);
  }

  LayerCosts costs() {
    return costs;
  }

  /** The best widths within a budget; empty if none are. */
  Optional<Found> within(String name, Budget budget) {
    return way.choose(costs, sensitivities, budget, divergence).map(best -> found(name, best));
  }

  /**
   * The cheapest widths within a budget that lose no more than wanted on the hold-out, by halving
   * the range between the least and all that the base costs; empty if not even the whole budget is
   * enough.
   *
   * @param tolerance part of the images that may be lost, 0..1
   */
  Optional<Found> losing(String name, double tolerance, Budget budget) {
    int[] base = new int[costs.layers().size()];
    double low = 0;
    double high = 1;
    Optional<Found> best =
        within(name, budget).filter(found -> found.top1() >= reference - tolerance);
    for (int i = 0; i < HALVINGS && best.isPresent(); i++) {
      double part = (low + high) / 2;
      Budget less =
          new Budget(
              Math.min(budget.bops(), Math.max(1, (long) (part * costs.bops(base)))),
              Math.min(budget.bytes(), Math.max(1, (long) (part * costs.bytes(base)))));
      Optional<Found> found = within(name, less).filter(f -> f.top1() >= reference - tolerance);
      if (found.isPresent()) {
        best = found;
        high = part;
      } else {
        low = part;
      }
    }
    return best;
  }

  private Found found(String name, int[] choice) {
    Policy policy = maker.make(name, choice);
    return new Found(policy, Arrays.copyOf(choice, choice.length), holdout.answers(policy).top1());
  }
}
