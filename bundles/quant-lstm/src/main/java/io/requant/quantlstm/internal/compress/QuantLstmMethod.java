package io.requant.quantlstm.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionMethod;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.api.method.Setting;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.Training;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.quantize.AnyPrecision;
import io.requant.training.quantize.AnyPrecisionStart;
import io.requant.training.quantize.Curriculum;
import io.requant.training.quantize.SharedNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Mixed precision after Wang et al. 2023: any-precision training, then a choice of widths per
 * level. A service where there is training: in the lab.
 */
@Component(property = "method.id=" + QuantLstmMethod.NAME)
public final class QuantLstmMethod implements CompressionMethod {

  /** Name of the method. */
  public static final String NAME = "quant-lstm";

  /** Folder of the training in that of a run. */
  static final String TRAINING = "training";

  private static final int START_IMAGES = 200;

  private final Training training;
  private final Backend backend;

  /**
   * Prepares.
   *
   * @param training trains
   * @param backend judges policies; the fastest that is there
   */
  @Activate
  public QuantLstmMethod(@Reference Training training, @Reference Backend backend) {
    this.training = training;
    this.backend = backend;
  }

  @Override
  public String summary() {
    return "one set of weights for every width (2..10 bits), and the best widths for every level";
  }

  @Override
  public List<Setting> settings() {
    return QuantLstmSettings.ALL;
  }

  @Override
  public List<CompressionStage> plan(CompressionTask task) {
    QuantLstmSettings settings = QuantLstmSettings.of(task, "planned");
    List<CompressionStage> stages = new ArrayList<>();
    if (settings.trains()) {
      stages.add(stage(settings));
    }
    stages.add(PolicyChoice.MEASURING);
    if (settings.gateImages() > 0) {
      stages.add(GateTraining.GATE);
      if (settings.gumbelEpochs() > 0) {
        stages.add(GateTraining.gumbel(settings));
      }
    }
    stages.add(PolicyChoice.STAGE);
    stages.addAll(RunMeasurements.stages(settings));
    return stages;
  }

  private static CompressionStage stage(QuantLstmSettings settings) {
    return new CompressionStage(
        TRAINING, "one set of weights learns to compute at every width", settings.epochs());
  }

  @Override
  public CompressionReport run(CompressionTask task, CompressionListener listener)
      throws IOException, InterruptedException {
    Model model = ModelFile.read(task.model());
    QuantLstmSettings settings = QuantLstmSettings.of(task, model.graph().name());
    DataSet data = training.read(task.data(), model.provenance().getOrDefault("dataset", ""));
    SharedNetwork shared =
        settings.trains()
            ? trained(task, settings, model, data, listener)
            : model
                .shared()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            task.model()
                                + " was not trained for several precisions; give --epochs"));
    return new PolicyChoice(training, backend, settings, data, listener).run(task, model, shared);
  }

  private SharedNetwork trained(
      CompressionTask task,
      QuantLstmSettings settings,
      Model model,
      DataSet data,
      CompressionListener listener)
      throws IOException, InterruptedException {
    FloatNetwork floats =
        model
            .floats()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        task.model() + " has no real weights; give the model that was trained"));
    AnyPrecisionStart start =
        new AnyPrecisionStart(new SharedStart(floats, startImages(settings, data)), model.shared());
    Path directory = task.directory().resolve(TRAINING);
    Files.createDirectories(directory);
    Graph graph = start.graph();
    boolean known =
        model.shared().map(s -> s.widths().containsAll(settings.widths())).orElse(false);
    Curriculum wanted = Curriculum.of(settings.widths());
    Curriculum curriculum = known ? wanted.joined() : wanted;
    AnyPrecision method = new AnyPrecision(graph, curriculum, start);
    CompressionStage stage = stage(settings);
    training.train(
        new TrainingJob(
            settings.config(), graph, data, directory, task.resume(), start.values(), method),
        new TrainingListener() {
          @Override
          public void epochFinished(EpochRecord record) {
            listener.progressed(stage, record.epoch(), note(record, curriculum.narrowest()));
          }
        });
    return SharedNetworks.of(
        training.load(directory, graph),
        settings.widths(),
        new Augmentation(settings.config().padding(), data.flips()));
  }

  private static String note(EpochRecord record, int narrowest) {
    return String.format(
        Locale.ROOT,
        "loss %.3f, %d bits on the hold-out %.2f %%, %.0f images/s",
        record.loss(),
        narrowest,
        100 * record.averageHoldoutAccuracy(),
        record.imagesPerSecond());
  }

  private static CalibrationImages startImages(QuantLstmSettings settings, DataSet data) {
    LabelledImages images = data.train();
    int[] fit = settings.fit(data);
    return CalibrationImages.ofPixels(
        IntStream.of(Arrays.copyOf(fit, Math.min(START_IMAGES, fit.length)))
            .mapToObj(images::image)
            .toList());
  }
}
