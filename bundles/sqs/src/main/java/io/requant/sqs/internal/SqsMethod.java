package io.requant.sqs.internal;

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
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.SparseNetwork;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.Training;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.sparse.SparseNetworks;
import io.requant.training.sparse.SparseProgress;
import io.requant.training.sparse.SparseSettings;
import io.requant.training.sparse.SparseTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Sparsity and widths trained together after Yao et al. 2023, then packed. */
public final class SqsMethod implements CompressionMethod {

  /** Name of the method. */
  public static final String NAME = "sqs";

  private static final int START_IMAGES = 200;
  private static final String TRAINING = "training";

  private final Training training;
  private final Backend backend;

  /**
   * Prepares.
   *
   * @param training trains
   * @param backend measures accuracy
   */
  public SqsMethod(Training training, Backend backend) {
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
    return List.of(stage(SqsSettings.of(task, "planned")), Packing.STAGE);
  }

  private static CompressionStage stage(SqsSettings settings) {
    return new CompressionStage(
        TRAINING,
        "thresholds, widths and weights are trained together",
        settings.config().epochs());
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
    Packing packing = new Packing(backend, settings, data, model);
    SharedStart start = SharedStart.oneWidth(floats, startImages(settings, data));
    SparseSettings sparse = settings.sparse(packing.weightBits());
    Path directory = task.directory().resolve(TRAINING);
    Files.createDirectories(directory);
    train(task, settings, sparse, start, data, directory, listener);
    SparseNetwork network =
        SparseNetworks.of(
            training.load(directory, start.floats().graph()),
            sparse,
            new Augmentation(settings.config().padding(), data.flips()));
    return packing.pack(network, task.directory(), listener);
  }

  private void train(
      CompressionTask task,
      SqsSettings settings,
      SparseSettings sparse,
      SharedStart start,
      DataSet data,
      Path directory,
      CompressionListener listener)
      throws IOException, InterruptedException {
    AtomicReference<SparseProgress> progress = new AtomicReference<>();
    SparseTraining method = new SparseTraining(sparse, start, progress::set);
    CompressionStage stage = stage(settings);
    training.train(
        new TrainingJob(
            settings.config(),
            start.floats().graph(),
            data,
            directory,
            task.resume(),
            method.values(),
            method),
        new TrainingListener() {
          @Override
          public void epochFinished(EpochRecord record) {
            listener.progressed(stage, record.epoch(), note(record, progress.get()));
          }
        });
  }

  private static String note(EpochRecord record, SparseProgress progress) {
    String state =
        progress == null
            ? ""
            : String.format(
                Locale.ROOT,
                "%.2f %% sparse, %.2f bits, %.0f bytes of weights at the end, multiplier %.3f, ",
                100 * progress.sparsity(),
                progress.bits(),
                progress.estimatedBytes(),
                progress.multiplier());
    return state
        + String.format(
            Locale.ROOT,
            "loss %.3f, hold-out %.2f %% (averaged %.2f %%), %.0f images/s",
            record.loss(),
            100 * record.holdoutAccuracy(),
            100 * record.averageHoldoutAccuracy(),
            record.imagesPerSecond());
  }

  private static CalibrationImages startImages(SqsSettings settings, DataSet data) {
    LabelledImages images = data.train();
    int[] fit = settings.fit(data);
    return CalibrationImages.ofPixels(
        IntStream.of(Arrays.copyOf(fit, Math.min(START_IMAGES, fit.length)))
            .mapToObj(images::image)
            .toList());
  }
}
