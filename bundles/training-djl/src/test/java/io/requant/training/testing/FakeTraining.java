package io.requant.training.testing;

import io.requant.model.graph.Graph;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.TensorSpec;
import io.requant.training.TrainedNetwork;
import io.requant.training.Training;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingResult;
import io.requant.training.internal.backbone.Initializer;
import io.requant.training.internal.torch.LayerTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pretends to train: every epoch is a little better. Needs no libtorch. */
public final class FakeTraining implements Training {
  private final List<TrainingJob> jobs = new ArrayList<>();

  /** What was asked for. */
  public List<TrainingJob> jobs() {
    return jobs;
  }

  @Override
  public DataSet read(Path directory, String name) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + ": found neither this nor that");
    }
    return TinyRun.data();
  }

  @Override
  public TrainingResult train(TrainingJob job, TrainingListener listener) {
    return run(job, job.config().epochs(), listener);
  }

  /** As if the run had been stopped after one epoch. */
  @Override
  public TrainingResult measure(TrainingJob job) {
    return run(job, 1, record -> {});
  }

  private TrainingResult run(TrainingJob job, int epochs, TrainingListener listener) {
    jobs.add(job);
    List<EpochRecord> history = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double accuracy = 1 - 0.5 / epoch;
      history.add(
          new EpochRecord(
              epoch, 2.0 / epoch, accuracy, accuracy, accuracy + 0.01, 0.1 / epoch, 900, 55));
      listener.epochFinished(history.get(epoch - 1));
    }
    List<TensorSpec> specs = LayerTensor.specs(job.graph(), 0);
    var config = new java.util.LinkedHashMap<>(job.config().asMap());
    config.put("dataDigest", "0123");
    return new TrainingResult(
        config,
        history,
        true,
        0.81,
        0.8234,
        new TrainedNetwork(job.graph(), Initializer.values(specs, job.config().seed())));
  }

  @Override
  public TrainedNetwork load(Path directory, Graph graph) throws IOException {
    throw new IOException("nothing is kept");
  }
}
