package io.requant.quantlstm.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.dataset.Holdout;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.file.Model;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.NetworkJudge;
import io.requant.quantlstm.internal.search.NetworkJudge.Answers;
import io.requant.quantlstm.internal.search.Option;
import io.requant.quantlstm.internal.search.PolicyMaker;
import io.requant.quantlstm.internal.search.Sensitivities;
import io.requant.training.DataSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Makes the policies of a network trained for several precisions, and measures what they are worth.
 */
final class PolicyChoice {

  static final CompressionStage MEASURING =
      new CompressionStage(
          "sensitivities", "what each layer alone costs in answers, at every width", 100);

  static final CompressionStage STAGE =
      new CompressionStage(
          "policies", "widths for every level, chosen on the hold-out, tested once", 10);

  /** Parts of what 8 bits cost under which the ways to choose are compared. */
  private static final double[] PARTS = {0.75, 0.6, 0.5, 0.4, 0.33, 0.28};

  /** Widths of activations that narrower weights may read. */
  private static final List<Integer> WIDER = List.of(8, 4);

  private static final String SENSITIVITIES = "sensitivities.csv";

  private final Backend backend;
  private final QuantLstmSettings settings;
  private final DataSet data;
  private final CompressionListener listener;

  PolicyChoice(
      Backend backend, QuantLstmSettings settings, DataSet data, CompressionListener listener) {
    this.backend = backend;
    this.settings = settings;
    this.data = data;
    this.listener = listener;
  }

  CompressionReport run(CompressionTask task, Model source, SharedNetwork shared)
      throws IOException {
    int[] fit = fit();
    PolicyEstimator estimator =
        new PolicyEstimator(
            shared,
            CalibrationImages.of(data.train(), fit, settings.calibration(), shared.augmentation()));
    // Other images than those of the estimate, from the other end.
    int judged = Math.min(settings.judged(), fit.length);
    LabelledImages shown =
        data.train().select(Arrays.copyOfRange(fit, fit.length - judged, fit.length));
    NetworkJudge judge = new NetworkJudge(backend, shared.network(), shown);
    NetworkJudge holdout =
        new NetworkJudge(backend, shared.network(), data.train().select(heldOut()));
    LayerCosts costs = costs(shared, SharedNetwork.MASTER_BITS);
    PolicyMaker maker = new PolicyMaker(estimator, shared.points(), costs);
    Answers reference = judge.answers(maker.make("base", new int[costs.layers().size()]));
    double[][] sensitivities = sensitivities(task, costs, maker, judge, reference);

    List<Comparison> comparisons = new ArrayList<>();
    for (double part : PARTS) {
      comparisons.add(
          comparison(shared, estimator, judge, reference, holdout, sensitivities, part, null));
      note(comparisons.size(), "budgets of %.0f %% compared", 100 * part);
    }
    List<Policy> policies = new ArrayList<>();
    for (int bits : shared.widths()) {
      policies.add(maker.make("w" + bits + "a" + bits, uniform(costs, bits)));
    }
    for (ResourceLevel level : ResourceLevel.values()) {
      level(shared, estimator, judge, reference, holdout, sensitivities, level)
          .ifPresent(policies::add);
    }
    note(8, "%d policies made", policies.size());
    List<Policy> measured = new ArrayList<>();
    NetworkJudge test = new NetworkJudge(backend, shared.network(), data.test());
    for (Policy policy : policies) {
      double top1 = test.answers(policy).top1();
      measured.add(
          policy.withAccuracy(
              new MeasuredAccuracy(data.name(), "test", data.test().count(), top1)));
    }
    note(10, "measured on %d test images", data.test().count());
    return new QuantLstmResult(
            settings, source, shared, costs, sensitivities, comparisons, measured)
        .write(task.directory());
  }

  private void note(int done, String format, Object... values) {
    listener.progressed(STAGE, done, String.format(Locale.ROOT, format, values));
  }

  private static LayerCosts costs(SharedNetwork shared, int outerBits) {
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

  private static int[] uniform(LayerCosts costs, int bits) {
    int[] choice = new int[costs.layers().size()];
    Arrays.fill(choice, costs.options().indexOf(Option.of(bits)));
    return choice;
  }

  private double[][] sensitivities(
      CompressionTask task,
      LayerCosts costs,
      PolicyMaker maker,
      NetworkJudge judge,
      Answers reference)
      throws IOException {
    SensitivityFile file =
        new SensitivityFile(
            task.directory().resolve(SENSITIVITIES),
            "# %s %s %d %d"
                .formatted(
                    maker.make("key", new int[costs.layers().size()]).network(),
                    costs.options(),
                    settings.calibration(),
                    settings.judged()));
    int all = costs.layers().size() * costs.options().size();
    try {
      return Sensitivities.measure(
          costs,
          maker,
          judge,
          0,
          reference,
          file::value,
          (layer, option, divergence) -> {
            if (Double.isNaN(file.value(layer, option))) {
              add(file, layer, option, divergence);
            }
            int done = layer * costs.options().size() + option + 1;
            listener.progressed(
                MEASURING,
                100 * done / all,
                String.format(
                    Locale.ROOT,
                    "%s at %s: %.5f nats",
                    costs.layers().get(layer).name(),
                    costs.options().get(option),
                    divergence));
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void add(SensitivityFile file, int layer, int option, double divergence) {
    try {
      file.add(layer, option, divergence);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All ways under a part of the cost of 8 bits; the outer layers give way if they must. */
  private Comparison comparison(
      SharedNetwork shared,
      PolicyEstimator estimator,
      NetworkJudge judge,
      Answers reference,
      NetworkJudge holdout,
      double[][] sensitivities,
      double part,
      Budget given) {
    Comparison last = null;
    for (int outer : shared.outerWidths()) {
      LayerCosts costs = costs(shared, outer);
      int[] eight = uniform(costs(shared, SharedNetwork.MASTER_BITS), SharedNetwork.MASTER_BITS);
      LayerCosts full = costs(shared, SharedNetwork.MASTER_BITS);
      Budget budget =
          given != null
              ? given
              : new Budget((long) (part * full.bops(eight)), (long) (part * full.bytes(eight)));
      last =
          new ChoiceComparison(
                  costs,
                  new PolicyMaker(estimator, shared.points(), costs),
                  judge,
                  reference,
                  holdout,
                  sensitivities,
                  settings.evaluations(),
                  settings.config().seed())
              .under(part, budget);
      if (!last.entries().isEmpty()) {
        return last;
      }
    }
    return last;
  }

  /** The policy of a level: of the way that the hold-out prefers, the cheaper one of equals. */
  private java.util.Optional<Policy> level(
      SharedNetwork shared,
      PolicyEstimator estimator,
      NetworkJudge judge,
      Answers reference,
      NetworkJudge holdout,
      double[][] sensitivities,
      ResourceLevel level) {
    Comparison found =
        comparison(
            shared,
            estimator,
            judge,
            reference,
            holdout,
            sensitivities,
            level.percent() / 100.0,
            LevelBudgets.of(shared.graph(), level));
    return found.entries().stream()
        .max(
            Comparator.comparingDouble(Comparison.Entry::top1)
                .thenComparing(entry -> -entry.bops()))
        .map(
            best ->
                new PolicyMaker(estimator, shared.points(), costs(shared, found.outerBits()))
                    .make(LevelBudgets.policy(level), best.choice()));
  }

  private int[] fit() {
    return Holdout.rest(used(), settings.config().holdout(), Holdout.SEED);
  }

  private int[] heldOut() {
    return Holdout.indices(used(), settings.config().holdout(), Holdout.SEED);
  }

  private int used() {
    int limit = settings.config().limit();
    return limit == 0 ? data.train().count() : limit;
  }
}
