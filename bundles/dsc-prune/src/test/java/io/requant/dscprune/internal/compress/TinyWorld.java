package io.requant.dscprune.internal.compress;

import io.requant.api.hardware.HardwareCells;
import io.requant.api.hardware.HardwareEstimate;
import io.requant.api.hardware.HardwareEstimator;
import io.requant.api.hardware.HardwareRequest;
import io.requant.api.hardware.HardwareResource;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.policy.Cost;
import io.requant.training.Backbones;
import io.requant.training.DataSet;
import io.requant.training.TrainedNetwork;
import io.requant.training.Training;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingResult;
import io.requant.training.internal.service.DjlTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Small images, a small network that knows them, and a device that is easy to fit. */
final class TinyWorld {
  static final int SIDE = 12;
  private static final List<String> CLASSES = List.of("top", "middle", "bottom");
  private static final Normalisation NORMALISATION =
      new Normalisation(List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));

  private TinyWorld() {}

  /** Noise with a brighter stripe whose place is the class. */
  static DataSet data() {
    return new DataSet("stripes", images(160, 1), images(60, 2), NORMALISATION, false);
  }

  private static LabelledImages images(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Shape shape = new Shape(SIDE, SIDE, 3);
    byte[] pixels = new byte[count * shape.size()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(CLASSES.size());
      for (int p = 0; p < shape.size(); p++) {
        boolean bright = p * CLASSES.size() / shape.size() == labels[i];
        pixels[i * shape.size() + p] = (byte) (random.nextInt(120) + (bright ? 130 : 0));
      }
    }
    return new LabelledImages(shape, pixels, labels, CLASSES);
  }

  /** Trains a network of four separable layers and writes it. */
  static Path model(Path directory) throws Exception {
    DataSet data = data();
    Graph graph = Backbones.separable("dsc-small", data.input(), 0.25, 5);
    TrainingConfig config =
        new TrainingConfig("dsc-small", 3, 32, 2, 1, 32, 0, 0.1, 0.2, 0.9, 1e-4, 0.9, 1, false);
    TrainingResult result =
        new DjlTraining()
            .train(
                new TrainingJob(
                    config, graph, data, Files.createDirectories(directory.resolve("run")), false),
                record -> {});
    Path file = directory.resolve("float.rqm");
    ModelFile.write(
        new Model(
            Optional.of(result.network().folded()),
            Optional.empty(),
            List.of(),
            Map.of("dataset", "stripes", "top1", "" + result.selectedTestAccuracy())),
        file);
    return file;
  }

  /** The real training on these images, which counts its trainings. */
  static final class CountingTraining implements Training {
    final List<String> trained = new ArrayList<>();
    private final Training training = new DjlTraining();

    @Override
    public DataSet read(Path directory, String name) {
      return data();
    }

    @Override
    public TrainingResult train(TrainingJob job, TrainingListener listener)
        throws IOException, InterruptedException {
      trained.add(job.directory().getFileName().toString());
      return training.train(job, listener);
    }

    @Override
    public TrainingResult measure(TrainingJob job) throws IOException, InterruptedException {
      return training.measure(job);
    }

    @Override
    public TrainedNetwork load(Path directory, Graph graph) throws IOException {
      return training.load(directory, graph);
    }
  }

  /** A multiply-add a clock, a block memory for 1,000 weights. */
  static final class OneMultiplier implements HardwareEstimator {
    @Override
    public List<String> devices() {
      return List.of("small-1", "large-1", "large-2");
    }

    @Override
    public HardwareEstimate estimate(HardwareRequest request) {
      Cost cost = request.policy().cost();
      HardwareCells used = new HardwareCells(100, 100, cost.weightBytes() / 1000.0, 1);
      HardwareCells available = new HardwareCells(1000, 1000, 2.5, 1);
      return new HardwareEstimate(
          request.device(),
          request.clockHertz(),
          cost.macs(),
          cost.macs(),
          request.clockHertz() / cost.macs(),
          used,
          available,
          used.blockRams() <= available.blockRams(),
          HardwareResource.BLOCK_RAM,
          1);
    }
  }
}
