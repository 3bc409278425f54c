package io.requant.quantlstm.internal.compress;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.file.AtomicFile;
import io.requant.model.file.Model;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.gate.GateMaker;
import io.requant.quantlstm.internal.gate.GumbelStage;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.quantlstm.internal.search.NetworkJudge;
import io.requant.quantlstm.internal.search.NetworkJudge.Answers;
import io.requant.quantlstm.internal.search.Option;
import io.requant.quantlstm.internal.search.PolicyMaker;
import io.requant.quantlstm.internal.search.Sensitivities;
import io.requant.training.DataSet;
import io.requant.training.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the policies of a network trained for several precisions, and measures what they are worth.
 */
final class PolicyChoice {

  static final CompressionStage MEASURING =
      new CompressionStage(
          "sensitivities", "what each layer alone costs in answers, at every width", 100);

  static final CompressionStage GATE =
      new CompressionStage("gate", "an LSTM gate learns the best choices, for all and one", 100);

  static final CompressionStage STAGE =
      new CompressionStage(
          "policies", "widths for every level, chosen on the hold-out, tested once", 10);

  /** Parts of what 8 bits cost under which the ways to choose are compared. */
  private static final double[] PARTS = {0.75, 0.6, 0.5, 0.4, 0.33, 0.28};

  private static final String SENSITIVITIES = "sensitivities.csv";

  private static final String GUMBEL = "gumbel";
  private static final String PER_IMAGE = "per-image.json";

  private final Training training;
  private final Backend backend;
  private final QuantLstmSettings settings;
  private final DataSet data;
  private final CompressionListener listener;

  PolicyChoice(
      Training training,
      Backend backend,
      QuantLstmSettings settings,
      DataSet data,
      CompressionListener listener) {
    this.training = training;
    this.backend = backend;
    this.settings = settings;
    this.data = data;
    this.listener = listener;
  }

  static CompressionStage gumbel(QuantLstmSettings settings) {
    return new CompressionStage(
        GUMBEL, "the gate learns through the network that it chooses for", settings.gumbelEpochs());
  }

  CompressionReport run(CompressionTask task, Model source, SharedNetwork shared)
      throws IOException, InterruptedException {
    int[] fit = settings.fit(data);
    CalibrationImages calibration =
        CalibrationImages.of(data.train(), fit, settings.calibration(), shared.augmentation());
    PolicyEstimator estimator = new PolicyEstimator(shared, calibration);
    // Other images than those of the estimate, from the other end.
    int judged = Math.min(settings.judged(), fit.length);
    LabelledImages shown =
        data.train().select(Arrays.copyOfRange(fit, fit.length - judged, fit.length));
    NetworkJudge judge = new NetworkJudge(backend, shared.network(), shown);
    NetworkJudge holdout =
        new NetworkJudge(backend, shared.network(), data.train().select(settings.heldOut(data)));
    LayerCosts costs = BudgetComparisons.costs(shared, SharedNetwork.MASTER_BITS);
    PolicyMaker maker = new PolicyMaker(estimator, shared.points(), costs);
    Policy eight = maker.make("base", new int[costs.layers().size()]);
    Answers reference = judge.answers(eight);
    Sensitivities sensitivities = sensitivities(task, costs, maker, judge, reference);

    Optional<TrainedGate> gate = gate(task, shared, eight, shown, sensitivities);

    BudgetComparisons ways =
        new BudgetComparisons(
            shared, estimator, judge, reference, holdout, sensitivities.means(), gate, settings);
    List<Comparison> comparisons = new ArrayList<>();
    for (double part : PARTS) {
      comparisons.add(ways.under(part));
      note(comparisons.size(), "budgets of %.0f %% compared", 100 * part);
    }
    if (settings.perImage() > 0 && gate.isPresent()) {
      perImage(task, shared, calibration, gate.get(), comparisons);
    }
    List<Policy> policies = new ArrayList<>();
    for (int bits : shared.widths()) {
      policies.add(maker.make("w" + bits + "a" + bits, uniform(costs, bits)));
    }
    Map<ResourceLevel, Comparison> levels = new EnumMap<>(ResourceLevel.class);
    for (ResourceLevel level : ResourceLevel.values()) {
      levels.put(level, ways.of(level));
      ways.policy(level, levels.get(level)).ifPresent(policies::add);
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
            settings,
            source,
            shared,
            costs,
            sensitivities.means(),
            gate,
            comparisons,
            levels,
            measured)
        .write(task.directory());
  }

  /** Compares choices for every image with the gate's static ones, on the hold-out. */
  private void perImage(
      CompressionTask task,
      SharedNetwork shared,
      CalibrationImages calibration,
      TrainedGate gate,
      List<Comparison> comparisons)
      throws IOException {
    int[] held = settings.heldOut(data);
    int[] some = Arrays.copyOf(held, Math.min(held.length, settings.perImage()));
    ImageChoices choices =
        new ImageChoices(
            shared, gate, calibration, data.train().select(some), settings.config().seed());
    List<Map<String, Object>> found = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      Comparison.Entry fixed = comparison.of(Comparison.GATE);
      if (fixed != null) {
        LayerCosts costs = BudgetComparisons.costs(shared, comparison.outerBits());
        Map<String, Object> values = choices.under(costs, comparison.part(), fixed.choice());
        found.add(values);
        note(
            comparisons.size(),
            "%.0f %%: for every image %.2f %%, for all %.2f %% of %d images, at %.4f of the cost",
            100 * comparison.part(),
            100 * (double) values.get("top1"),
            100 * (double) values.get("staticTop1"),
            some.length,
            (double) values.get("meanBops") / fixed.bops());
      }
    }
    byte[] json =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(found);
    AtomicFile.write(task.directory().resolve(PER_IMAGE), out -> out.write(json));
  }

  private void note(int done, String format, Object... values) {
    listener.progressed(STAGE, done, String.format(Locale.ROOT, format, values));
  }

  private static int[] uniform(LayerCosts costs, int bits) {
    int[] choice = new int[costs.layers().size()];
    Arrays.fill(choice, costs.options().indexOf(Option.of(bits)));
    return choice;
  }

  private Sensitivities sensitivities(
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
                    settings.judged()),
            reference.correct().length);
    int all = costs.layers().size() * costs.options().size();
    try {
      return Sensitivities.measure(
          costs,
          maker,
          judge,
          0,
          reference,
          file::values,
          (layer, option, divergences) -> {
            if (file.values(layer, option) == null) {
              add(file, layer, option, divergences);
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
                    NetworkJudge.mean(divergences)));
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void add(SensitivityFile file, int layer, int option, float[] divergences) {
    try {
      file.add(layer, option, divergences);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Trains a gate on what the sensitivities say, if the settings want one. */
  private Optional<TrainedGate> gate(
      CompressionTask task,
      SharedNetwork shared,
      Policy eight,
      LabelledImages shown,
      Sensitivities sensitivities)
      throws IOException, InterruptedException {
    if (settings.gateImages() == 0) {
      return Optional.empty();
    }
    List<LayerCosts> costs =
        shared.outerWidths().stream().map(bits -> BudgetComparisons.costs(shared, bits)).toList();
    float[][][] means =
        FeatureRecorder.record(shared.network(), eight, costs.get(0).layers(), shown);
    listener.progressed(GATE, 20, "features of " + means.length + " images recorded");
    TrainedGate trained =
        new GateMaker(shared.network().digest(), costs, sensitivities, means)
            .make(settings.gateImages(), GateMaker.Steps.DEFAULT, settings.config().seed());
    listener.progressed(
        GATE,
        100,
        String.format(
            Locale.ROOT,
            "%d parameters, cross entropy %.4f nats a layer for all images, %.4f for single ones",
            trained.gate().parameterCount(),
            trained.levelLoss(),
            trained.imageLoss()));
    if (settings.gumbelEpochs() == 0) {
      return Optional.of(trained);
    }
    Path directory = Files.createDirectories(task.directory().resolve(GUMBEL));
    return Optional.of(
        new GumbelStage(training, shared, costs)
            .run(
                trained,
                new GumbelStage.Plan(
                    settings.gumbelEpochs(), settings.gumbelImages(), settings.config().seed()),
                data,
                settings.fit(data),
                directory,
                task.resume(),
                record ->
                    listener.progressed(
                        gumbel(settings), record.epoch(), GumbelStage.note(record))));
  }
}
