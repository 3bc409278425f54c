package io.requant.sqs.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.sqs.internal.report.Findings;
import io.requant.sqs.internal.run.SparseRun;
import io.requant.sqs.internal.run.Variant;
import io.requant.training.Backbones;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.FineTuning;
import io.requant.training.FineTuningStart;
import io.requant.training.Training;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Paper 2's Table 4 asks whether a network for four classes can be made smaller than one for ten:
 * the float network is trained further on four classes, then compressed twice as hard.
 */
final class SceneStudy {

  static final CompressionStage FLOAT =
      new CompressionStage("scenes, float", "the float network learns four classes", 10);

  private static final int IMAGES = 200;
  private static final int HEAD_EPOCHS = 2;
  private static final double LOWER = 0.5;
  private static final int HOLDOUT = 200;

  private final Training training;
  private final Backend backend;
  private final SqsSettings settings;

  SceneStudy(Training training, Backend backend, SqsSettings settings) {
    this.training = training;
    this.backend = backend;
    this.settings = settings.forData(SceneSet.NAME, HOLDOUT);
  }

  /**
   * Runs it.
   *
   * @param parent float network of ten classes
   * @param bytes size of the file that was made of it
   */
  Findings.Scenes run(
      CompressionTask task,
      FloatNetwork parent,
      int bytes,
      CompressionStage stage,
      CompressionListener listener)
      throws IOException, InterruptedException {
    DataSet data =
        SceneSet.of(training.read(task.data(), "cifar10"), training.read(task.data(), "cifar100"));
    Path directory = task.directory().resolve("scenes-float");
    Files.createDirectories(directory);
    Graph graph = Backbones.create(parent.graph().name(), data.input());
    TrainingConfig config = settings.config().with(FLOAT.steps(), null, null, null, null, null);
    FineTuningStart start =
        FineTuningStart.of(
            graph,
            parent,
            CalibrationImages.of(
                data.train(),
                settings.fit(data),
                IMAGES,
                new Augmentation(config.padding(), data.flips())));
    boolean begun = Files.exists(directory.resolve(Training.CHECKPOINT));
    TrainingResult result =
        training.train(
            new TrainingJob(
                config,
                graph,
                data,
                directory,
                task.resume() && begun,
                start.values(),
                new FineTuning(start, HEAD_EPOCHS, config.epochs(), LOWER)),
            new TrainingListener() {
              @Override
              public void epochFinished(EpochRecord record) {
                listener.progressed(FLOAT, record.epoch(), record.toJson());
              }
            });
    Packing packing = new Packing(backend, settings, data, Map.of("dataset", data.name()));
    SparseTrainer trainer =
        new SparseTrainer(
            training, settings, data, packing, result.network().folded(), task.resume());
    SparseRun run =
        trainer.sized(
            bytes / 2.0, Variant.JOINT, task.directory().resolve("scenes-sqs"), stage, listener);
    return new Findings.Scenes(
        run,
        data.train().count(),
        data.test().count(),
        result.selectedTestAccuracy(),
        packing.test(run.packed().model()));
  }
}
