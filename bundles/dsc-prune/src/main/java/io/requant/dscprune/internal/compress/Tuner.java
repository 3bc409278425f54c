package io.requant.dscprune.internal.compress;

import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionStage;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.FineTuningStart;
import io.requant.training.Training;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingResult;
import io.requant.training.prune.TaughtTraining;
import io.requant.training.prune.TaughtTraining.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Trains cut networks further. */
final class Tuner {
  private static final int START_IMAGES = 200;
  private static final int SHORT_START_IMAGES = 32;

  private final Training training;
  private final Optional<Teacher> teacher;
  private final boolean resume;

  Tuner(Training training, Optional<Teacher> teacher, boolean resume) {
    this.training = training;
    this.teacher = teacher;
    this.resume = resume;
  }

  /**
   * Trains for long, resumably.
   *
   * @param network what is trained, for images as the data have them
   * @param fit indices of the training images that may be used
   * @param directory state of the training
   */
  TrainingResult tune(
      FloatNetwork network,
      DataSet data,
      int[] fit,
      TrainingConfig config,
      Path directory,
      CompressionStage stage,
      CompressionListener listener)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    boolean begun = Files.exists(directory.resolve(Training.CHECKPOINT));
    FineTuningStart start = start(network, data, fit, START_IMAGES, config);
    Optional<Teacher> fitting =
        teacher.filter(t -> t.network().graph().inputShape().equals(network.graph().inputShape()));
    return training.train(
        new TrainingJob(
            config,
            network.graph(),
            data,
            directory,
            resume && begun,
            start.values(),
            new TaughtTraining(start, 0, fitting)),
        new TrainingListener() {
          @Override
          public void epochFinished(EpochRecord record) {
            listener.progressed(stage, record.epoch(), note(record));
          }
        });
  }

  /**
   * Trains for a short time and forgets everything but the accuracy on the images kept back.
   *
   * @param data made by {@link ShortData}
   * @param directory for what is kept meanwhile; removed
   */
  double accuracy(FloatNetwork network, DataSet data, TrainingConfig config, Path directory)
      throws IOException, InterruptedException {
    remove(directory);
    Files.createDirectories(directory);
    try {
      int[] all = IntStream.range(0, data.train().count()).toArray();
      FineTuningStart start = start(network, data, all, SHORT_START_IMAGES, config);
      EpochRecord[] last = new EpochRecord[1];
      training.train(
          new TrainingJob(
              config,
              network.graph(),
              data,
              directory,
              false,
              start.values(),
              new TaughtTraining(start, 0, Optional.empty())),
          new TrainingListener() {
            @Override
            public void epochFinished(EpochRecord record) {
              last[0] = record;
            }
          });
      return last[0].averageHoldoutAccuracy();
    } finally {
      remove(directory);
    }
  }

  private static FineTuningStart start(
      FloatNetwork network, DataSet data, int[] fit, int images, TrainingConfig config) {
    return FineTuningStart.of(
        network.graph(),
        network,
        CalibrationImages.of(
            data.train(), fit, images, new Augmentation(config.padding(), data.flips())));
  }

  static String note(EpochRecord record) {
    return String.format(
        Locale.ROOT,
        "loss %.3f, hold-out %.2f %% (averaged %.2f %%), %.0f images/s",
        record.loss(),
        100 * record.holdoutAccuracy(),
        100 * record.averageHoldoutAccuracy(),
        record.imagesPerSecond());
  }

  private static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }
}
