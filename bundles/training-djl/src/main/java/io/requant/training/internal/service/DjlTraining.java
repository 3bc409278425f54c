package io.requant.training.internal.service;

import io.requant.model.file.AtomicFile;
import io.requant.model.graph.Graph;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.TrainedNetwork;
import io.requant.training.Training;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingResult;
import io.requant.training.internal.data.KnownData;
import io.requant.training.internal.report.HtmlReport;
import io.requant.training.internal.run.Checkpoint;
import io.requant.training.internal.run.CheckpointFile;
import io.requant.training.internal.run.EpochLog;
import io.requant.training.internal.run.TrainingRun;
import io.requant.training.internal.torch.LayerTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The training service: keeps checkpoint and log of a job in the job's directory. */
public final class DjlTraining implements Training {
  private static final String LOG = "train.jsonl";
  private static final String CURVE = "curve.html";

  @Override
  public DataSet read(Path directory, String name) throws IOException {
    return KnownData.read(directory, name);
  }

  @Override
  public TrainingResult train(TrainingJob job, TrainingListener listener)
      throws IOException, InterruptedException {
    Path file = job.directory().resolve(CHECKPOINT);
    Checkpoint resumed = checkpoint(file, job.resume());
    try (TrainingRun run = new TrainingRun(job, file, resumed)) {
      EpochLog log = new EpochLog(job.directory().resolve(LOG), run.history());
      return run.run(
          new TrainingListener() {
            @Override
            public void stepFinished(int step, int stepsPerEpoch, double loss) {
              listener.stepFinished(step, stepsPerEpoch, loss);
            }

            @Override
            public void epochFinished(EpochRecord record) {
              log.append(record);
              curve(job, run.history());
              listener.epochFinished(record);
            }
          });
    }
  }

  @Override
  public TrainingResult measure(TrainingJob job) throws IOException, InterruptedException {
    Path file = job.directory().resolve(CHECKPOINT);
    try (TrainingRun run = new TrainingRun(job, file, checkpoint(file, true))) {
      curve(job, run.history());
      return run.measure();
    }
  }

  /** Written anew after every epoch: what a run that is killed leaves to look at. */
  private static void curve(TrainingJob job, List<EpochRecord> history) {
    Path file = job.directory().resolve(CURVE);
    byte[] page =
        HtmlReport.running(job.graph().name(), job.data().name(), job.config(), history)
            .getBytes(StandardCharsets.UTF_8);
    try {
      AtomicFile.write(file, out -> out.write(page));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static Checkpoint checkpoint(Path file, boolean resume) throws IOException {
    boolean exists = Files.exists(file);
    if (exists && !resume) {
      throw new IllegalArgumentException(
          file + " exists already; resume it, or train into another directory");
    }
    if (!exists && resume) {
      throw new IllegalArgumentException(
          "nothing to resume: " + file + " does not exist; start without resuming");
    }
    return exists ? CheckpointFile.read(file) : null;
  }

  @Override
  public TrainedNetwork load(Path directory, Graph graph) throws IOException {
    Checkpoint checkpoint = checkpoint(directory.resolve(CHECKPOINT), true);
    checkpoint.requireTensors(LayerTensor.specs(graph, 0));
    return new TrainedNetwork(graph, checkpoint.selectedNetwork());
  }
}
