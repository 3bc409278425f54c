package io.requant.quantlstm.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.api.resource.ResourceLevel;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.file.Model;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.compare.Bench;
import io.requant.quantlstm.internal.compare.BudgetComparisons;
import io.requant.quantlstm.internal.compare.Comparison;
import io.requant.quantlstm.internal.compare.Ways;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.measure.DeviceFigures;
import io.requant.quantlstm.internal.report.CpuShareSection;
import io.requant.quantlstm.internal.report.Findings;
import io.requant.quantlstm.internal.report.GateSection;
import io.requant.quantlstm.internal.report.ImageSection;
import io.requant.quantlstm.internal.report.LevelTable;
import io.requant.quantlstm.internal.report.LimitSection;
import io.requant.quantlstm.internal.report.PolicySection;
import io.requant.quantlstm.internal.report.ReportSection;
import io.requant.quantlstm.internal.report.ResourceBitsSection;
import io.requant.quantlstm.internal.report.SensitivitySection;
import io.requant.quantlstm.internal.report.TrainingSection;
import io.requant.quantlstm.internal.report.WaysSection;
import io.requant.quantlstm.internal.report.WidthSweepSection;
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

  static final CompressionStage STAGE =
      new CompressionStage(
          "policies", "widths for every level, chosen on the hold-out, tested once", 10);

  private static final String SENSITIVITIES = "sensitivities.csv";

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
    LayerCosts costs = BudgetComparisons.costs(shared, SharedNetwork.OUTER_BITS);
    PolicyMaker maker = new PolicyMaker(estimator, shared.points(), costs);
    Policy widest = maker.make("base", new int[costs.layers().size()]);
    Answers reference = judge.answers(widest);
    Sensitivities sensitivities = sensitivities(task, costs, maker, judge, reference);

    Optional<TrainedGate> gate =
        new GateTraining(training, settings, data, listener)
            .gate(task, shared, widest, shown, sensitivities);

    Ways by =
        new Ways(sensitivities.means(), gate, settings.evaluations(), settings.config().seed());
    BudgetComparisons ways =
        new BudgetComparisons(new Bench(shared, estimator, judge, reference, holdout), by);
    List<Comparison> comparisons = new ArrayList<>();
    for (double part : BudgetComparisons.parts(shared)) {
      comparisons.add(ways.under(part));
      note(comparisons.size(), "budgets of %.0f %% compared", 100 * part);
    }
    Optional<ImageSection> images = images(shared, calibration, gate, comparisons);
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
    Findings findings =
        new Findings(
            shared,
            costs,
            by,
            comparisons,
            levels,
            measured,
            new Findings.Images(
                data.name(),
                data.test().count(),
                settings.config().holdout(),
                judged,
                Math.min(settings.calibration(), fit.length)));
    return new QuantLstmResult(settings, source, findings, sections(task, findings, images))
        .write(task.directory());
  }

  /** What the report has, in the order of its page. */
  private List<ReportSection> sections(
      CompressionTask task, Findings findings, Optional<ImageSection> images)
      throws IOException, InterruptedException {
    RunMeasurements measurements = new RunMeasurements(backend, settings, listener);
    Optional<DeviceFigures> device = measurements.device(findings, data.test());
    List<ReportSection> sections = new ArrayList<>();
    sections.add(new LevelTable(findings, device));
    sections.add(new PolicySection(findings));
    sections.add(new SensitivitySection(findings));
    sections.add(new ResourceBitsSection(findings));
    sections.add(new WaysSection(findings));
    findings
        .ways()
        .gate()
        .ifPresent(trained -> sections.add(new GateSection(trained, findings.costs())));
    images.ifPresent(sections::add);
    device.ifPresent(figures -> sections.add(new CpuShareSection(figures)));
    device.ifPresent(figures -> sections.add(new LimitSection(figures)));
    measurements.sweep(task.data()).ifPresent(s -> sections.add(new WidthSweepSection(s)));
    Optional<Path> log = settings.trainingLog(task.directory().resolve(QuantLstmMethod.TRAINING));
    if (log.isPresent()) {
      sections.add(TrainingSection.read(log.get(), findings.shared().widths()));
    }
    return sections;
  }

  /** Choices for every image against the gate's static ones, on the hold-out, if wanted. */
  private Optional<ImageSection> images(
      SharedNetwork shared,
      CalibrationImages calibration,
      Optional<TrainedGate> gate,
      List<Comparison> comparisons) {
    if (settings.perImage() == 0 || gate.isEmpty()) {
      return Optional.empty();
    }
    int[] held = settings.heldOut(data);
    LabelledImages some =
        data.train().select(Arrays.copyOf(held, Math.min(held.length, settings.perImage())));
    ImageChoices choices =
        new ImageChoices(shared, gate.get(), calibration, some, settings.config().seed());
    List<Map<String, Object>> found = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      Comparison.Entry fixed = comparison.of(Comparison.GATE);
      if (fixed != null) {
        LayerCosts costs = BudgetComparisons.costs(shared, comparison.outerBits());
        found.add(choices.under(costs, comparison.part(), fixed.choice()));
        note(comparisons.size(), "budget of %.0f %% for every image", 100 * comparison.part());
      }
    }
    return Optional.of(new ImageSection(data.name(), some.count(), found));
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
}
