package io.requant.sqs.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionMethod;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.api.method.Setting;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.file.PackedModel;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.sqs.internal.report.Findings;
import io.requant.sqs.internal.report.SqsReport;
import io.requant.sqs.internal.run.SparseRun;
import io.requant.sqs.internal.run.Variant;
import io.requant.training.DataSet;
import io.requant.training.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Sparsity and widths trained together after Yao et al. 2023, then packed. A service where there is
 * training: in the lab.
 */
@Component(property = "method.id=" + SqsMethod.NAME)
public final class SqsMethod implements CompressionMethod {

  /** Name of the method. */
  public static final String NAME = "sqs";

  private static final String TRAINING = "training";
  private static final CompressionStage PACKING =
      new CompressionStage("packing", "constants estimated, packed, tested once, reported", 3);

  private final Training training;
  private final Backend backend;

  /**
   * Prepares.
   *
   * @param training trains
   * @param backend measures accuracy; the fastest that is there
   */
  @Activate
  public SqsMethod(@Reference Training training, @Reference Backend backend) {
    this.training = training;
    this.backend = backend;
  }

  @Override
  public String summary() {
    return "sparsity and widths of all weights trained together, in files as small as they say";
  }

  @Override
  public List<Setting> settings() {
    return SqsSettings.ALL;
  }

  @Override
  public List<CompressionStage> plan(CompressionTask task) {
    SqsSettings settings = SqsSettings.of(task, "planned");
    List<CompressionStage> stages = new ArrayList<>();
    if (settings.target().kind() == Target.Kind.TOLERANCE) {
      for (int i = 1; i <= ToleranceSearch.TRIALS; i++) {
        stages.add(stage(settings, TRAINING + " " + i + " of " + ToleranceSearch.TRIALS));
      }
    } else {
      stages.add(stage(settings, TRAINING));
    }
    if (settings.also().contains(SqsSettings.Study.ABLATION)) {
      for (Variant variant : Variant.values()) {
        stages.add(stage(settings, "ablation, " + variant.words()));
      }
    }
    if (settings.also().contains(SqsSettings.Study.SCENES)) {
      stages.add(SceneStudy.FLOAT);
      stages.add(stage(settings, "scenes"));
    }
    stages.add(PACKING);
    return stages;
  }

  private static CompressionStage stage(SqsSettings settings, String name) {
    return new CompressionStage(
        name, "thresholds, widths and weights are trained together", settings.allEpochs());
  }

  @Override
  public CompressionReport run(CompressionTask task, CompressionListener listener)
      throws IOException, InterruptedException {
    Model model = ModelFile.read(task.model());
    SqsSettings settings = SqsSettings.of(task, model.graph().name());
    DataSet data = training.read(task.data(), model.provenance().getOrDefault("dataset", ""));
    FloatNetwork floats =
        model
            .floats()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        task.model() + " has no real weights; give the model that was trained"));
    Packing packing = new Packing(backend, settings, data, model.provenance());
    SparseTrainer trainer =
        new SparseTrainer(training, settings, data, packing, floats, task.resume());
    List<SparseRun> tried = new ArrayList<>();
    SparseRun run = main(task, settings, trainer, data, tried, listener);
    listener.progressed(
        PACKING,
        1,
        String.format(
            Locale.ROOT, "%d bytes, hold-out %.2f %%", run.fileBytes(), 100 * run.holdout()));
    List<SparseRun> ablation = ablation(task, settings, trainer, listener);
    Optional<Findings.Scenes> scenes =
        settings.also().contains(SqsSettings.Study.SCENES)
            ? Optional.of(
                new SceneStudy(training, backend, settings)
                    .run(task, floats, run.fileBytes(), stage(settings, "scenes"), listener))
            : Optional.empty();
    double top1 = packing.test(run.packed().model());
    PackedModel measured =
        run.packed()
            .withAccuracy(new MeasuredAccuracy(data.name(), "test", data.test().count(), top1));
    Path file =
        task.directory().resolve(run.network().graph().name() + "-sqs" + ModelFile.EXTENSION);
    measured.write(file);
    if (!ModelFile.read(file).policies().equals(measured.model().policies())) {
      throw new IllegalStateException(file + " does not read as what was written");
    }
    listener.progressed(
        PACKING,
        2,
        String.format(Locale.ROOT, "test %.2f %%, %d bytes", 100 * top1, Files.size(file)));
    Findings findings =
        new Findings(
            trainer.floats(),
            run,
            Files.size(file),
            top1,
            number(model.provenance().get("top1")),
            tried,
            ablation,
            scenes,
            new Findings.Origin(
                data.name(),
                data.train().count(),
                settings.config().holdout(),
                data.test().count(),
                settings.calibration(),
                SqsSettings.name(settings.granularity()),
                settings.config().asMap(),
                given(task)));
    Path page = task.directory().resolve("report.html");
    SqsReport report = new SqsReport(findings, data.input());
    Files.writeString(page, report.html());
    listener.progressed(PACKING, 3, "report written");
    return new CompressionReport(file, page, report.values());
  }

  private SparseRun main(
      CompressionTask task,
      SqsSettings settings,
      SparseTrainer trainer,
      DataSet data,
      List<SparseRun> tried,
      CompressionListener listener)
      throws IOException, InterruptedException {
    double value = settings.target().value();
    Path directory = task.directory().resolve(TRAINING);
    CompressionStage stage = stage(settings, TRAINING);
    return switch (settings.target().kind()) {
      case RATIO -> trainer.nominal(value, directory, stage, listener);
      case BYTES -> trainer.sized(value, Variant.JOINT, directory, stage, listener);
      case TOLERANCE -> {
        double reference =
            FloatAccuracy.of(trainer.floats(), data.train().select(settings.heldOut(data)));
        ToleranceSearch search = new ToleranceSearch(reference, value);
        for (int trial = 1; trial <= ToleranceSearch.TRIALS; trial++) {
          search.add(
              trainer.sized(
                  trainer.bytes(search.next().orElseThrow()),
                  Variant.JOINT,
                  task.directory().resolve(TRAINING + "-" + trial),
                  stage(settings, TRAINING + " " + trial + " of " + ToleranceSearch.TRIALS),
                  listener));
        }
        tried.addAll(search.runs());
        yield search.best();
      }
    };
  }

  private static List<SparseRun> ablation(
      CompressionTask task,
      SqsSettings settings,
      SparseTrainer trainer,
      CompressionListener listener)
      throws IOException, InterruptedException {
    List<SparseRun> runs = new ArrayList<>();
    if (settings.also().contains(SqsSettings.Study.ABLATION)) {
      for (Variant variant : Variant.values()) {
        String name = variant.name().toLowerCase(Locale.ROOT);
        runs.add(
            trainer.sized(
                settings.ablationBytes(),
                variant,
                task.directory().resolve("ablation-" + name),
                stage(settings, "ablation, " + variant.words()),
                listener));
      }
    }
    return runs;
  }

  private static Map<String, String> given(CompressionTask task) {
    Map<String, String> given = new LinkedHashMap<>();
    SqsSettings.ALL.forEach(setting -> given.put(setting.name(), task.value(setting)));
    return given;
  }

  private static double number(String text) {
    try {
      return text == null ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN; // a provenance is free text
    }
  }
}
