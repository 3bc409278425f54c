package io.requant.dscprune.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.hardware.HardwareEstimator;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionTask;
import io.requant.dscprune.internal.prune.ChannelEnergy;
import io.requant.dscprune.internal.prune.PrunePlan;
import io.requant.dscprune.internal.report.DscPruneReport;
import io.requant.dscprune.internal.run.Findings;
import io.requant.dscprune.internal.run.Quantized;
import io.requant.dscprune.internal.run.Stage;
import io.requant.dscprune.internal.search.Candidate;
import io.requant.dscprune.internal.search.PlanSearch;
import io.requant.dscprune.internal.search.Size;
import io.requant.dscprune.internal.sensitivity.Sensitivities;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Quantization;
import io.requant.training.DataSet;
import io.requant.training.Training;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingResult;
import io.requant.training.prune.TaughtTraining.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One run from a float network to integers, a report and a file for every stage. */
final class DscPruneRun {
  private static final int RANKING_IMAGES = 256;
  private static final List<String> EIGHT = List.of("w8a8");
  private static final List<String> KEPT = List.of("dataset", "licence", "backbone");

  private final Training training;
  private final Backend backend;
  private final Optional<HardwareEstimator> estimator;
  private final DscPruneSettings settings;
  private final DataSet data;
  private final Optional<Teacher> teacher;
  private final CompressionListener listener;

  DscPruneRun(
      Training training,
      Backend backend,
      Optional<HardwareEstimator> estimator,
      DscPruneSettings settings,
      DataSet data,
      Optional<Teacher> teacher,
      CompressionListener listener) {
    this.training = training;
    this.backend = backend;
    this.estimator = estimator;
    this.settings = settings;
    this.data = data;
    this.teacher = teacher;
    this.listener = listener;
  }

  CompressionReport run(CompressionTask task, Model model, String identity)
      throws IOException, InterruptedException {
    FloatNetwork network = model.floats().orElseThrow();
    Path out = task.directory();
    int[] fit = settings.method().fit(data);
    Tuner tuner = new Tuner(training, teacher, task.resume());
    PlanFinder finder =
        new PlanFinder(settings, network, data, energy(network, data, fit), listener);
    PlanSearch.check(network.graph(), settings.limits().layers());
    Optional<DeviceCosts> device = finder.device(estimator);
    RunStages stages = RunStages.of(settings, finder.items());
    Sensitivities sensitivities =
        finder.sensitivities(out.resolve("sensitivity"), identity, tuner, stages.sensitivities());
    List<Candidate> sides = finder.sides(sensitivities, device);
    Findings.Search search = finder.search(sensitivities, device);
    PrunePlan plan = search.chosen().plan();
    listener.progressed(stages.search(), 1, describe(search));

    StageFiles files = new StageFiles(out.resolve("stages"), provenance(model, identity));
    Quantizer quantizer = new Quantizer(backend, data, fit, settings.method().calibration());
    List<Stage> table = new ArrayList<>();
    table.add(
        files.write(
            "float",
            network,
            quantizer.without(network, EIGHT),
            floatTop1(model, network),
            List.of()));

    FloatNetwork shallow = plan.withoutLayers(network);
    int side = network.graph().inputShape().height();
    double rate = settings.method().config().peakRate();
    if (!plan.dropped().isEmpty()) {
      TrainingResult result =
          tuner.tune(
              shallow,
              data,
              fit,
              settings.training(settings.dropEpochs(), rate, side),
              out.resolve("layers"),
              stages.layers(),
              listener);
      shallow = result.network().folded();
      table.add(
          files.write(
              "layers dropped",
              shallow,
              quantizer.without(shallow, EIGHT),
              result.selectedTestAccuracy(),
              result.history()));
    }

    FloatNetwork narrow =
        PrunePlan.atSide(plan.withoutChannels(shallow, energy(shallow, data, fit)), plan.side());
    DataSet images = data.resized(plan.side(), plan.side());
    TrainingConfig config =
        settings.training(settings.method().config().epochs(), rate, plan.side());
    TrainingResult result =
        tuner.tune(
            narrow, images, fit, config, out.resolve("channels"), stages.channels(), listener);
    narrow = result.network().folded();
    quantizer = new Quantizer(backend, images, fit, settings.method().calibration());
    List<String> precisions = settings.widths().stream().map(b -> "w" + b + "a" + b).toList();
    Quantization without = quantizer.without(narrow, precisions);
    table.add(
        files.write(
            plan.side() == side ? "channels removed" : "channels removed, smaller images",
            narrow,
            without,
            result.selectedTestAccuracy(),
            result.history()));

    Quantizer.Trained trained =
        quantizer.trained(
            training,
            narrow,
            settings.widths(),
            settings.training(settings.qatEpochs(), settings.qatRate(), plan.side()),
            out.resolve("quantization"),
            task.resume(),
            stages.training(),
            listener);
    List<Quantized> quantized =
        trained.policies().stream()
            .map(policy -> new Quantized(policy.name(), without.policy(policy.name()), policy))
            .toList();
    Path file = write(out, provenance(model, identity), narrow, trained);
    Findings findings =
        new Findings(
            network.graph(),
            sensitivities,
            sides,
            search,
            table,
            quantized,
            trained.history(),
            Files.size(file),
            origin(task, config, table, images));
    Path page = out.resolve("report.html");
    DscPruneReport report = new DscPruneReport(findings);
    Files.writeString(page, report.html());
    listener.progressed(stages.result(), 1, "report written");
    return new CompressionReport(file, page, report.values());
  }

  private static ChannelEnergy energy(FloatNetwork network, DataSet data, int[] fit) {
    int count = Math.min(RANKING_IMAGES, fit.length);
    int stride = fit.length / count;
    int[] some = new int[count];
    Arrays.setAll(some, i -> fit[i * stride]);
    return new ChannelEnergy(network, data.train().select(some));
  }

  private static String describe(Findings.Search search) {
    Size size = search.chosen().size();
    return String.format(
        Locale.ROOT,
        "%s dropped, channels %s, %.3f MMAC, %,d weights, images %dx%d%s",
        search.chosen().plan().dropped(),
        search.chosen().plan().channels(),
        size.macs() / 1e6,
        size.weights(),
        search.chosen().plan().side(),
        search.chosen().plan().side(),
        search
            .chosen()
            .hardware()
            .map(
                h ->
                    String.format(
                        Locale.ROOT, ", %.0f frames/s on %s", h.framesPerSecond(), h.device()))
            .orElse(""));
  }

  /** What its training measured, or else measured here, which takes longer. */
  private double floatTop1(Model model, FloatNetwork network) {
    try {
      return Double.parseDouble(model.provenance().getOrDefault("top1", ""));
    } catch (NumberFormatException e) {
      return Measuring.top1(network, data.test());
    }
  }

  /** What the network was before is told by its own file, which is named by its digest. */
  private static Map<String, String> provenance(Model source, String identity) {
    Map<String, String> provenance = new TreeMap<>();
    for (String key : KEPT) {
      Optional.ofNullable(source.provenance().get(key))
          .ifPresent(value -> provenance.put(key, value));
    }
    provenance.put("method", DscPruneMethod.NAME);
    provenance.put("parent", identity);
    return provenance;
  }

  private Path write(
      Path out, Map<String, String> provenance, FloatNetwork narrow, Quantizer.Trained trained)
      throws IOException {
    provenance.put(
        "methodSettings",
        "%s; %d epochs, then %d in integers of %s bits, %s"
            .formatted(
                settings.limits(),
                settings.method().config().epochs(),
                settings.qatEpochs(),
                settings.widths(),
                settings.method().config().asMap()));
    Model lab =
        new Model(
            Optional.of(new FloatNetwork(trained.shared().graph(), narrow.parameters())),
            Optional.of(trained.shared()),
            Optional.of(trained.shared().network()),
            trained.policies(),
            provenance);
    Path slim = out.resolve("dsc" + ModelFile.EXTENSION);
    ModelFile.write(lab, out.resolve("dsc-lab" + ModelFile.EXTENSION));
    ModelFile.write(lab.forGateways(), slim);
    return slim;
  }

  private Findings.Origin origin(
      CompressionTask task, TrainingConfig config, List<Stage> table, DataSet images) {
    Map<String, String> given = new LinkedHashMap<>();
    DscPruneSettings.ALL.forEach(setting -> given.put(setting.name(), task.value(setting)));
    LabelledImages test = images.test();
    return new Findings.Origin(
        data.name(),
        data.train().count(),
        settings.method().config().holdout(),
        settings.judged(),
        test.count(),
        teacher.map(t -> t.network().graph().name()).orElse(""),
        table.stream().mapToInt(s -> s.history().size()).sum() + settings.qatEpochs(),
        settings.method().config().seed(),
        config.asMap(),
        given);
  }
}
