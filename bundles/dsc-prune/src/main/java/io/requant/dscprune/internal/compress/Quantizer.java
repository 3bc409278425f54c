package io.requant.dscprune.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionStage;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.PostTrainingQuantizer;
import io.requant.model.quantize.PrecisionSpec;
import io.requant.model.quantize.Quantization;
import io.requant.model.quantize.QuantizerOptions;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.WidthChoice;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.Training;
import io.requant.training.TrainingConfig;
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
import java.util.List;
import java.util.Optional;

/** From real numbers to integers: at once, and by training. */
final class Quantizer {
  private static final int START_IMAGES = 200;
  private static final int STATIC_IMAGES = 512;
  private static final int SAMPLES = 2048;

  private final Backend backend;
  private final DataSet data;
  private final int[] fit;
  private final int calibration;

  /**
   * Prepares.
   *
   * @param backend computes accuracies
   * @param data images as the networks read them
   * @param fit indices of the training images that may be used
   * @param calibration how many of them constants are estimated on
   */
  Quantizer(Backend backend, DataSet data, int[] fit, int calibration) {
    this.backend = backend;
    this.data = data;
    this.fit = fit;
    this.calibration = calibration;
  }

  /** Without training, each policy with its accuracy on the test images. */
  Quantization without(FloatNetwork network, List<String> precisions) {
    Quantization made =
        new PostTrainingQuantizer(
                QuantizerOptions.DEFAULT.withSamples(SAMPLES), (what, done, total) -> {})
            .quantize(
                network,
                CalibrationImages.of(
                    data.train(), fit, Math.min(STATIC_IMAGES, calibration), Augmentation.NONE),
                precisions.stream().map(PrecisionSpec::parse).toList());
    return new Quantization(made.network(), measured(made.network(), made.policies()));
  }

  /** What quantization-aware training gives. */
  record Trained(SharedNetwork shared, List<Policy> policies, List<EpochRecord> history) {}

  /** By training for several widths at once, each policy with its accuracy on the test images. */
  Trained trained(
      Training training,
      FloatNetwork network,
      List<Integer> widths,
      TrainingConfig config,
      Path directory,
      boolean resume,
      CompressionStage stage,
      CompressionListener listener)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    boolean begun = Files.exists(directory.resolve(Training.CHECKPOINT));
    Augmentation augmentation = new Augmentation(config.padding(), data.flips());
    CalibrationImages images = CalibrationImages.of(data.train(), fit, START_IMAGES, augmentation);
    AnyPrecisionStart start =
        new AnyPrecisionStart(new SharedStart(network, images), Optional.empty());
    Curriculum curriculum = Curriculum.of(widths);
    List<EpochRecord> history =
        training
            .train(
                new TrainingJob(
                    config,
                    start.graph(),
                    data,
                    directory,
                    resume && begun,
                    start.values(),
                    new AnyPrecision(start.graph(), curriculum, start)),
                new TrainingListener() {
                  @Override
                  public void epochFinished(EpochRecord record) {
                    listener.progressed(
                        stage,
                        record.epoch(),
                        curriculum.narrowest() + " bits: " + Tuner.note(record));
                  }
                })
            .history();
    SharedNetwork shared =
        SharedNetworks.of(training.load(directory, start.graph()), widths, augmentation);
    PolicyEstimator estimator =
        new PolicyEstimator(
            shared, CalibrationImages.of(data.train(), fit, calibration, augmentation));
    List<Policy> policies = new ArrayList<>();
    for (int bits : widths) {
      policies.add(
          estimator.estimate(
              "w" + bits + "a" + bits, WidthChoice.uniform(shared.points(), bits, bits)));
    }
    return new Trained(shared, measured(shared.network(), policies), history);
  }

  private List<Policy> measured(Network network, List<Policy> policies) {
    LabelledImages test = data.test();
    List<Policy> measured = new ArrayList<>();
    for (Policy policy : policies) {
      double top1 = Measuring.top1(backend, network, policy, test);
      measured.add(
          policy.withAccuracy(new MeasuredAccuracy(data.name(), "test", test.count(), top1)));
    }
    return measured;
  }
}
