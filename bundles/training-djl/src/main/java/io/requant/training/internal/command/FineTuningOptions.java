package io.requant.training.internal.command;

import io.requant.api.command.ModelArguments;
import io.requant.api.command.VerbException;
import io.requant.model.dataset.Holdout;
import io.requant.model.file.Model;
import io.requant.model.graph.Graph;
import io.requant.model.network.Digest;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.Dequantization;
import io.requant.training.DataSet;
import io.requant.training.FineTuningStart;
import io.requant.training.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import picocli.CommandLine.Option;

/** The options of {@code train} that have to do with {@code --from}. */
final class FineTuningOptions {
  private static final int DEFAULT_HEAD_EPOCHS = 3;
  private static final double DEFAULT_LOWER = 0.5;
  private static final double WARM_UP = 0.05;
  private static final int IMAGES = 200;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Start from the network of a .rqm: its float weights, or, if it was trained for several"
              + " precisions or has integers only, what its finest policy computes.")
  private Path from;

  @Option(
      names = "--head-epochs",
      paramLabel = "N",
      description = "With --from: epochs in which the last layer learns alone (default: 3).")
  private Integer headEpochs;

  @Option(
      names = "--fine-rate",
      paramLabel = "R",
      description =
          "With --from: largest learning rate of all layers after that (default: half of --rate).")
  private Double fineRate;

  /**
   * What is trained further.
   *
   * @param file its file
   * @param digest SHA-256 of the file
   * @param network its network
   */
  record Parent(Path file, Digest digest, FloatNetwork network) {}

  /** Whether there is anything to start from. */
  boolean wanted() {
    if (from == null && (headEpochs != null || fineRate != null)) {
      throw new VerbException("--head-epochs and --fine-rate need --from");
    }
    return from != null;
  }

  /** The rate rises while the last layer learns alone and falls from then on. */
  TrainingConfig schedule(TrainingConfig config) {
    int alone = headEpochs(config);
    double warmUp = alone == 0 ? WARM_UP : Math.min(1, (double) alone / config.epochs());
    return config.withRate(config.peakRate(), warmUp);
  }

  int headEpochs(TrainingConfig config) {
    return headEpochs == null ? Math.min(DEFAULT_HEAD_EPOCHS, config.epochs() / 2) : headEpochs;
  }

  /** Factor on the rate once all layers learn. */
  double lower(TrainingConfig config) {
    return fineRate == null ? DEFAULT_LOWER : fineRate / config.peakRate();
  }

  Parent parent() {
    Model model = ModelArguments.model(from);
    try {
      return new Parent(from, Digest.of(Files.readAllBytes(from)), network(model));
    } catch (IOException e) {
      throw new VerbException("--from " + from + ": " + e.getMessage(), e);
    }
  }

  /** What was trained last: for several precisions after real weights, if it was. */
  private FloatNetwork network(Model model) {
    if (model.floats().isPresent() && model.shared().isEmpty()) {
      return model.floats().get();
    }
    Policy finest =
        model.policies().stream()
            .max(Comparator.comparingLong(policy -> policy.cost().bops()))
            .orElseThrow(
                () ->
                    new VerbException("--from " + from + " has neither real weights nor a policy"));
    return Dequantization.of(model.network().orElseThrow(), finest);
  }

  /** Measures the parent on images of the new data that are trained on. */
  FineTuningStart start(Graph graph, Parent parent, TrainingConfig config, DataSet data) {
    int all = data.train().count();
    int used = config.limit() == 0 ? all : Math.min(all, config.limit());
    int[] fit = Holdout.rest(used, config.holdout(), Holdout.SEED);
    return FineTuningStart.of(
        graph,
        parent.network(),
        CalibrationImages.of(
            data.train(), fit, IMAGES, new Augmentation(config.padding(), data.flips())));
  }
}
