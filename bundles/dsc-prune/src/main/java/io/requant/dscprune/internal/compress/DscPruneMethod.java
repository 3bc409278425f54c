package io.requant.dscprune.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.hardware.HardwareEstimator;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionMethod;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.api.method.Setting;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Graph;
import io.requant.model.network.Digest;
import io.requant.model.network.FloatNetwork;
import io.requant.training.DataSet;
import io.requant.training.Training;
import io.requant.training.prune.TaughtTraining.Teacher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Depthwise-separable networks cut to fit a small FPGA after Meng et al. 2024. A service where
 * there is training: in the lab.
 */
@Component(property = "method.id=" + DscPruneMethod.NAME)
public final class DscPruneMethod implements CompressionMethod {

  /** Name of the method. */
  public static final String NAME = "dsc-prune";

  private static final int PLANNED_SIDE = 32;

  private final Training training;
  private final Backend backend;
  private final Optional<HardwareEstimator> estimator;

  /**
   * Prepares.
   *
   * @param training trains
   * @param backend measures accuracy; the fastest that is there
   * @param estimator says what a device takes; null if nothing can
   */
  @Activate
  public DscPruneMethod(
      @Reference Training training,
      @Reference Backend backend,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          HardwareEstimator estimator) {
    this.training = training;
    this.backend = backend;
    this.estimator = Optional.ofNullable(estimator);
  }

  @Override
  public String summary() {
    return "layers and channels of a depthwise-separable network removed until it fits a small FPGA,"
        + " then INT8";
  }

  @Override
  public List<Setting> settings() {
    return DscPruneSettings.ALL;
  }

  @Override
  public List<CompressionStage> plan(CompressionTask task) {
    return RunStages.of(DscPruneSettings.of(task, "planned", PLANNED_SIDE), 1).all();
  }

  @Override
  public CompressionReport run(CompressionTask task, CompressionListener listener)
      throws IOException, InterruptedException {
    Model model = ModelFile.read(task.model());
    FloatNetwork network =
        model
            .floats()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        task.model() + " has no real weights; give the model that was trained"));
    Graph graph = network.graph();
    int side = graph.inputShape().height();
    if (graph.inputShape().width() != side) {
      throw new IllegalArgumentException(
          "%s reads images of %s; only square ones can be cut for"
              .formatted(task.model(), graph.inputShape()));
    }
    DscPruneSettings settings = DscPruneSettings.of(task, graph.name(), side);
    DataSet data =
        training
            .read(task.data(), model.provenance().getOrDefault("dataset", ""))
            .resized(side, side);
    if (!data.train().classes().equals(graph.classes())) {
      throw new IllegalArgumentException(
          "%s tells %d other classes apart than %s has: train it on these with ./requant train --from %s"
              .formatted(task.model(), graph.classes().size(), data.name(), task.model()));
    }
    String identity = Digest.of(Files.readAllBytes(task.model())).hex();
    return new DscPruneRun(
            training, backend, estimator, settings, data, teacher(settings, network), listener)
        .run(task, model, identity);
  }

  private static Optional<Teacher> teacher(DscPruneSettings settings, FloatNetwork network)
      throws IOException {
    if (settings.distillation() == 0) {
      return Optional.empty();
    }
    FloatNetwork teaching = network;
    if (settings.teacher().isPresent()) {
      Path file = settings.teacher().get();
      teaching =
          ModelFile.read(file)
              .floats()
              .orElseThrow(
                  () -> new IllegalArgumentException("--teacher " + file + " has no real weights"));
    }
    return Optional.of(new Teacher(teaching, settings.distillation(), settings.softness()));
  }
}
