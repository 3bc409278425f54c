package io.requant.sqs.internal.compress;

import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionStage;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.file.PackedModel;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.SparseNetwork;
import io.requant.sqs.internal.run.SparseRun;
import io.requant.sqs.internal.run.Variant;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.TrainedNetwork;
import io.requant.training.Training;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingMethod;
import io.requant.training.sparse.SparseNetworks;
import io.requant.training.sparse.SparseProgress;
import io.requant.training.sparse.SparseSettings;
import io.requant.training.sparse.SparseTraining;
import io.requant.training.sparse.SparseTuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Trains one float network towards a target, and packs it. */
final class SparseTrainer {

  private static final int START_IMAGES = 200;
  private static final int FP32 = 32;

  private final Training training;
  private final SqsSettings settings;
  private final DataSet data;
  private final Packing packing;
  private final SharedStart start;
  private final boolean resume;

  /**
   * Prepares.
   *
   * @param floats network to start from
   * @param resume whether trainings that were begun are to be gone on with
   */
  SparseTrainer(
      Training training,
      SqsSettings settings,
      DataSet data,
      Packing packing,
      FloatNetwork floats,
      boolean resume) {
    this.training = training;
    this.settings = settings;
    this.data = data;
    this.packing = packing;
    this.start = SharedStart.oneWidth(floats, startImages(settings, data));
    this.resume = resume;
  }

  private static CalibrationImages startImages(SqsSettings settings, DataSet data) {
    LabelledImages images = data.train();
    int[] fit = settings.fit(data);
    return CalibrationImages.ofPixels(
        IntStream.of(Arrays.copyOf(fit, Math.min(START_IMAGES, fit.length)))
            .mapToObj(images::image)
            .toList());
  }

  /** The float network in the graph that is trained. */
  FloatNetwork floats() {
    return start.floats();
  }

  /** Bytes of a file that has a ratio to its 32-bit weights. */
  double bytes(double ratio) {
    long weights =
        floats().graph().parametricLayers().stream().mapToLong(l -> l.weightCount()).sum();
    return Float.BYTES * weights / ratio;
  }

  /** Towards a nominal ratio, the one that papers report. */
  SparseRun nominal(
      double ratio, Path directory, CompressionStage stage, CompressionListener listener)
      throws IOException, InterruptedException {
    double bits = FP32 * bytes(ratio) / Float.BYTES;
    SparseSettings sparse = settings.sparse(Variant.JOINT, true, bits);
    return run(bits / Byte.SIZE, Variant.JOINT, sparse, directory, stage, listener);
  }

  /** Towards a size of the file. */
  SparseRun sized(
      double fileBytes,
      Variant variant,
      Path directory,
      CompressionStage stage,
      CompressionListener listener)
      throws IOException, InterruptedException {
    double bits = new FileBudget(floats().graph(), packing.provenance()).weightBits(fileBytes);
    SparseSettings sparse = settings.sparse(variant, false, bits);
    return run(fileBytes, variant, sparse, directory, stage, listener);
  }

  private SparseRun run(
      double target,
      Variant variant,
      SparseSettings sparse,
      Path directory,
      CompressionStage stage,
      CompressionListener listener)
      throws IOException, InterruptedException {
    AtomicReference<SparseProgress> progress = new AtomicReference<>();
    SparseTraining method = new SparseTraining(sparse, start, progress::set);
    List<EpochRecord> history =
        new ArrayList<>(
            train(
                settings.config(),
                method,
                method.values(),
                directory,
                record -> listener.progressed(stage, record.epoch(), note(record, progress))));
    TrainedNetwork trained = training.load(directory, floats().graph());
    if (settings.tuning().isPresent()) {
      Path tuned = directory.resolveSibling(directory.getFileName() + "-tuned");
      SparseTuning tuning = new SparseTuning(method, trained);
      int before = history.size();
      history.addAll(
          train(
              settings.tuning().get(),
              tuning,
              tuning.values(),
              tuned,
              record ->
                  listener.progressed(
                      stage, before + record.epoch(), "fine-tune, " + accuracy(record))));
      trained = training.load(tuned, floats().graph());
    }
    SparseNetwork network =
        SparseNetworks.of(
            trained, sparse, new Augmentation(settings.config().padding(), data.flips()));
    PackedModel packed = packing.pack(network);
    double holdout = packing.holdout(packed.model());
    return new SparseRun(
        target,
        variant,
        network,
        packed,
        FileBudget.bytes(packed),
        holdout,
        history,
        settings.config().epochs());
  }

  /** Trains in a directory, or goes on there; one record per epoch. */
  private List<EpochRecord> train(
      TrainingConfig config,
      TrainingMethod method,
      Map<String, float[]> values,
      Path directory,
      Consumer<EpochRecord> listener)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    boolean begun = Files.exists(directory.resolve(Training.CHECKPOINT));
    return training
        .train(
            new TrainingJob(
                config, floats().graph(), data, directory, resume && begun, values, method),
            new TrainingListener() {
              @Override
              public void epochFinished(EpochRecord record) {
                listener.accept(record);
              }
            })
        .history();
  }

  private static String note(EpochRecord record, AtomicReference<SparseProgress> last) {
    SparseProgress progress = last.get();
    String state =
        progress == null
            ? ""
            : String.format(
                Locale.ROOT,
                "%.2f %% sparse, %.2f bits, %.0f bytes of weights at the end, multiplier %.3g, ",
                100 * progress.sparsity(),
                progress.bits(),
                progress.estimatedBytes(),
                progress.multiplier());
    return state + accuracy(record);
  }

  private static String accuracy(EpochRecord record) {
    return String.format(
        Locale.ROOT,
        "loss %.3f, hold-out %.2f %% (averaged %.2f %%), %.0f images/s",
        record.loss(),
        100 * record.holdoutAccuracy(),
        100 * record.averageHoldoutAccuracy(),
        record.imagesPerSecond());
  }
}
