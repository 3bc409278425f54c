package io.requant.training.internal.run;

import ai.djl.ndarray.NDManager;
import io.requant.model.dataset.Holdout;
import io.requant.model.quantize.Augmentation;
import io.requant.training.EpochRecord;
import io.requant.training.TensorSpec;
import io.requant.training.TrainedNetwork;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingMethod;
import io.requant.training.TrainingResult;
import io.requant.training.Update;
import io.requant.training.internal.backbone.Initializer;
import io.requant.training.internal.data.BatchFiller;
import io.requant.training.internal.data.EpochOrder;
import io.requant.training.internal.data.Fingerprint;
import io.requant.training.internal.data.Seeds;
import io.requant.training.internal.optim.Schedule;
import io.requant.training.internal.optim.Snapshot;
import io.requant.training.internal.optim.TrainingState;
import io.requant.training.internal.optim.UpdateRules;
import io.requant.training.internal.torch.ForwardPass;
import io.requant.training.internal.torch.LayerTensor;
import io.requant.training.internal.torch.Precision;
import io.requant.training.internal.torch.Script;
import io.requant.training.internal.torch.ScriptSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One training run, from its first step or from a checkpoint to the final figures. */
public final class TrainingRun implements AutoCloseable {
  private static final long AUGMENTATION_STREAM = 0x61756700;

  private final TrainingJob job;
  private final TrainingConfig config;
  private final Path checkpointFile;
  private final RunData data;
  private final Map<String, String> identity;
  private final NDManager manager;
  private final ReplicaThreads threads;
  private final Script script;
  private final List<Replica> replicas = new ArrayList<>();
  private final Evaluator evaluator;
  private final UpdateRules rules;
  private final Schedule schedule;
  private final int stepsPerEpoch;
  private final TrainingState state;
  private final List<EpochRecord> history;
  private long step;

  /**
   * Prepares a run.
   *
   * @param job what to train
   * @param checkpointFile where the state is kept after each epoch
   * @param resumed state to go on from, or null to start
   * @throws IllegalArgumentException if the data are too few or the checkpoint is of another run
   */
  public TrainingRun(TrainingJob job, Path checkpointFile, Checkpoint resumed) {
    this.job = job;
    this.config = job.config();
    this.checkpointFile = checkpointFile;
    data = RunData.of(job.data(), config);
    identity = identity(job);
    List<TensorSpec> network = LayerTensor.specs(job.graph(), config.weightDecay());
    if (job.method().frozen()) {
      network = network.stream().map(TrainingRun::frozen).toList();
    }
    List<TensorSpec> specs = new ArrayList<>(network);
    specs.addAll(job.method().tensors().keySet());
    Checkpoint before = resumed == null ? start(job, network, specs) : resumed;
    before.requireConfig(identity);
    before.requireTensors(specs);
    step = before.step();
    history = new ArrayList<>(before.history());
    stepsPerEpoch = data.fit().length / config.batch();
    schedule =
        new Schedule(config.peakRate(), config.warmUp(), (long) stepsPerEpoch * config.epochs());

    manager = NDManager.newBaseManager();
    threads = new ReplicaThreads(config.threads());
    script = new Script(manager, script(job));
    state = new TrainingState(manager, specs, config.threads(), before.snapshot());
    rules = new UpdateRules(script, config.momentum(), config.averageDecay());
    ForwardPass forward = new ForwardPass(job.graph(), script);
    Map<String, ForwardPass> others = new LinkedHashMap<>();
    job.method()
        .networks()
        .forEach((name, graph) -> others.put(name, new ForwardPass(graph, script)));
    Precision precision = config.bfloat16() ? Precision.BFLOAT16 : Precision.FLOAT32;
    for (int i = 0; i < config.threads(); i++) {
      replicas.add(replica(i, new ScriptedPass.Network(forward, script, precision, others)));
    }
    evaluator =
        new Evaluator(
            manager,
            threads,
            new ScriptedPass.Network(forward, script, Precision.FLOAT32, others),
            job.method(),
            specs,
            job.graph());
  }

  private static Map<String, String> script(TrainingJob job) {
    Map<String, String> layers = new LinkedHashMap<>(ScriptSource.of(job.graph()));
    job.method().networks().values().forEach(graph -> layers.putAll(ScriptSource.of(graph)));
    return Script.join(List.of(layers, UpdateRules.script(), job.method().script()));
  }

  private static TensorSpec frozen(TensorSpec spec) {
    return spec.update().trained()
        ? new TensorSpec(spec.name(), spec.shape(), new Update.Fixed())
        : spec;
  }

  private Replica replica(int number, ScriptedPass.Network network) {
    BatchFiller filler =
        new BatchFiller(
            data.images(),
            job.graph().normalisation(),
            new Augmentation(config.padding(), data.flips()));
    int share = config.batch() / config.threads();
    return new Replica(number, data.images(), filler, network, job.method(), share);
  }

  /** What must be equal for a run to be resumed, as text by key. */
  private static Map<String, String> identity(TrainingJob job) {
    Map<String, String> identity = new LinkedHashMap<>(job.config().asMap());
    identity.put("dataset", job.data().name());
    identity.put("dataDigest", Fingerprint.of(job.data().train()));
    identity.put("holdoutSeed", Long.toString(Holdout.SEED));
    identity.putAll(job.method().settings());
    return identity;
  }

  private Checkpoint start(TrainingJob job, List<TensorSpec> network, List<TensorSpec> specs) {
    Map<String, float[]> values = Initializer.values(network, config.seed());
    job.method().tensors().forEach((spec, value) -> values.put(spec.name(), value));
    job.start().forEach(values::replace);
    return new Checkpoint(
        identity, 0, List.of(), Snapshot.initial(specs, config.threads(), values));
  }

  /** Epochs finished so far, one record each. */
  public List<EpochRecord> history() {
    return List.copyOf(history);
  }

  /**
   * Trains the remaining epochs, writing a checkpoint after each, then measures the test set once.
   *
   * @throws IOException if a checkpoint cannot be written
   * @throws InterruptedException if interrupted; the last checkpoint is still good
   */
  public TrainingResult run(TrainingListener listener) throws IOException, InterruptedException {
    while (history.size() < config.epochs()) {
      EpochRecord record = epoch(history.size(), listener);
      history.add(record);
      CheckpointFile.write(checkpointFile, checkpoint());
      listener.epochFinished(record);
    }
    return measure();
  }

  /**
   * Measures the test set with what has been trained so far.
   *
   * @throws IllegalArgumentException if no epoch is finished
   * @throws InterruptedException if interrupted
   */
  public TrainingResult measure() throws InterruptedException {
    if (history.isEmpty()) {
      throw new IllegalArgumentException("no epoch of the run is finished; resume it first");
    }
    Checkpoint checkpoint = checkpoint();
    return new TrainingResult(
        identity,
        history(),
        checkpoint.averageSelected(),
        evaluator.accuracy(data.test(), checkpoint.snapshot().lastNetwork()),
        evaluator.accuracy(data.test(), checkpoint.snapshot().averageNetwork()),
        new TrainedNetwork(job.graph(), checkpoint.selectedNetwork()));
  }

  private Checkpoint checkpoint() {
    return new Checkpoint(identity, step, history(), state.snapshot());
  }

  private EpochRecord epoch(int epoch, TrainingListener listener) throws InterruptedException {
    long start = System.nanoTime();
    int[] order = EpochOrder.of(data.fit(), config.seed(), epoch);
    double loss = 0;
    int correct = 0;
    for (int i = 0; i < stepsPerEpoch; i++) {
      List<Replica.Step> parts = forwardBackward(order, epoch, i);
      try {
        update(parts);
      } finally {
        parts.forEach(Replica.Step::close);
      }
      loss += parts.stream().mapToDouble(Replica.Step::loss).average().orElseThrow();
      correct += parts.stream().mapToInt(Replica.Step::correct).sum();
      if (!Double.isFinite(loss)) {
        throw new IllegalStateException(
            "training diverged: the loss is %s at step %d; use a lower rate or another seed"
                .formatted(loss, step));
      }
      listener.stepFinished(i + 1, stepsPerEpoch, loss / (i + 1));
    }
    double trainSeconds = (System.nanoTime() - start) * 1e-9;
    Snapshot after = state.snapshot();
    double lastAccuracy = evaluator.accuracy(data.holdout(), after.lastNetwork());
    double averageAccuracy = evaluator.accuracy(data.holdout(), after.averageNetwork());
    int seen = stepsPerEpoch * config.batch();
    return new EpochRecord(
        epoch + 1,
        loss / stepsPerEpoch,
        correct / (double) seen,
        lastAccuracy,
        averageAccuracy,
        schedule.at(step - 1),
        seen / trainSeconds,
        (System.nanoTime() - start) * 1e-9);
  }

  private List<Replica.Step> forwardBackward(int[] order, int epoch, int inEpoch)
      throws InterruptedException {
    return threads.onEach(
        r -> {
          var random = Seeds.at(config.seed(), AUGMENTATION_STREAM, epoch, inEpoch, r);
          var place = new RecordedPass.Place(step, schedule.steps(), random);
          return replicas.get(r).step(manager, state, order, inEpoch * config.batch(), place);
        });
  }

  private void update(List<Replica.Step> parts) throws InterruptedException {
    var gradients = parts.stream().map(Replica.Step::gradients).toList();
    double scheduled = schedule.at(step);
    TrainingMethod method = job.method();
    ToDoubleFunction<String> rate =
        tensor -> scheduled * method.rate(tensor, step, schedule.steps());
    int share = config.batch() / threads.count();
    threads.onFirst(() -> method.gradientsReady(step, gradients, share, state::value));
    threads.onEach(
        r -> {
          rules.step(state, gradients, manager, rate, step, r, threads.count());
          return null;
        });
    step++;
    threads.onFirst(() -> method.stepFinished(step, schedule.steps(), state::value));
  }

  /** Tensors alive, for tests that watch for leaks. */
  int managedTensors() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    threads.close();
    script.close();
    manager.close();
  }
}
