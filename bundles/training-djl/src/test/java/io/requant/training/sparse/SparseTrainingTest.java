package io.requant.training.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.file.PackedModel;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.CompactEstimator;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.SparseNetwork;
import io.requant.training.EpochRecord;
import io.requant.training.TrainedNetwork;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.internal.service.DjlTraining;
import io.requant.training.quantize.TinyAccuracy;
import io.requant.training.testing.TinyRun;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseTrainingTest {

  private static final Augmentation AUGMENTATION = new Augmentation(1, true);
  private static final double TARGET_BITS = 900;

  @TempDir Path directory;

  @Test
  void aRunThatWasKilledAndResumedGivesBitwiseTheSameTensors() throws Exception {
    Map<String, float[]> whole = train(directory.resolve("whole"), false, record -> {}).tensors();
    Path broken = directory.resolve("broken");
    // In the middle of the search, with Adam and dual ascent under way.
    assertThatThrownBy(() -> train(broken, false, new FailsInEpoch(5))).hasMessage("power failure");
    // And once more between the choice of widths and the last mask.
    assertThatThrownBy(() -> train(broken, true, new FailsInEpoch(4))).hasMessage("power failure");
    Map<String, float[]> resumed = train(broken, true, record -> {}).tensors();
    assertThat(resumed.keySet()).isEqualTo(whole.keySet());
    whole.forEach((name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
  }

  @Test
  void fineTuningKeepsMasksWidthsAndGridsAndIsResumedBitwise() throws Exception {
    Path first = directory.resolve("found");
    TrainedNetwork found = train(first, false, record -> {});
    Map<String, float[]> whole = tune(found, directory.resolve("whole"), false, record -> {});
    Path broken = directory.resolve("broken");
    assertThatThrownBy(() -> tune(found, broken, false, new FailsInEpoch(2)))
        .hasMessage("power failure");
    Map<String, float[]> resumed = tune(found, broken, true, record -> {});
    whole.forEach((name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
    for (var layer : found.graph().parametricLayers()) {
      for (String kept :
          List.of(SparseTensors.mask(layer.name()), SparseTensors.inverse(layer.name()))) {
        assertThat(whole.get(kept)).as(kept).isEqualTo(found.tensors().get(kept));
      }
      String weight = layer.name() + ".weight";
      assertThat(whole.get(weight)).as(weight).isNotEqualTo(found.tensors().get(weight));
    }
    assertThat(whole.get(SparseTensors.BITS)).isEqualTo(found.tensors().get(SparseTensors.BITS));
  }

  private static Map<String, float[]> tune(
      TrainedNetwork found, Path run, boolean resume, TrainingListener listener) throws Exception {
    Files.createDirectories(run);
    SharedStart start = SharedStart.oneWidth(floats(TinyRun.graph(), 11), images());
    SparseTraining searched = new SparseTraining(settings(), start, progress -> {});
    SparseTuning method = new SparseTuning(searched, found);
    DjlTraining training = new DjlTraining();
    TrainingConfig config = TinyRun.config().with(4, null, null, null, null, null);
    training.train(
        new TrainingJob(
            config, found.graph(), TinyRun.data(), run, resume, method.values(), method),
        listener);
    return training.load(run, found.graph()).tensors();
  }

  @Test
  void whatWasTrainedIsWhatThePackedFileClassifies() throws Exception {
    TrainedNetwork trained = train(directory.resolve("run"), false, record -> {});
    SparseNetwork network = SparseNetworks.of(trained, settings(), AUGMENTATION);
    Map<String, short[]> integers = new LinkedHashMap<>();
    network.layers().forEach((name, weights) -> integers.put(name, weights.integers()));
    PackedModel packed =
        new PackedModel(
            network.graph(),
            integers,
            CompactEstimator.estimate(network, images()),
            network.sparsity(),
            "sqs",
            Optional.empty(),
            Map.of());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    packed.write(out);
    Model read = ModelFile.read(new ByteArrayInputStream(out.toByteArray()), "tiny");
    assertThat(read.policies()).isEqualTo(packed.model().policies());
    integers.forEach(
        (name, expected) ->
            assertThat(read.network().orElseThrow().weights().get(name).planes().values())
                .isEqualTo(expected));
    assertThat(
            TinyAccuracy.of(
                read.network().orElseThrow(), read.policy("sqs"), TinyRun.data().test()))
        .isGreaterThan(0.85);
  }

  private static SparseSettings settings() {
    return new SparseSettings(
        SparseSettings.WIDTHS,
        Granularity.UNSTRUCTURED,
        true,
        false,
        TARGET_BITS,
        0.5,
        2,
        SparseSettings.RATE);
  }

  private static TrainedNetwork train(Path run, boolean resume, TrainingListener listener)
      throws Exception {
    Files.createDirectories(run);
    SharedStart start = SharedStart.oneWidth(floats(TinyRun.graph(), 11), images());
    Graph graph = start.floats().graph();
    DjlTraining training = new DjlTraining();
    SparseTraining method = new SparseTraining(settings(), start, progress -> {});
    TrainingConfig config = TinyRun.config().with(16, null, null, null, null, null);
    training.train(
        new TrainingJob(config, graph, TinyRun.data(), run, resume, method.values(), method),
        listener);
    return training.load(run, graph);
  }

  private static CalibrationImages images() {
    var train = TinyRun.data().train();
    int[] all = IntStream.range(0, train.count()).toArray();
    return CalibrationImages.of(train, all, 40, AUGMENTATION);
  }

  private static FloatNetwork floats(Graph graph, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, FloatNetwork.Parameters> parameters = new LinkedHashMap<>();
    for (var layer : graph.parametricLayers()) {
      float[] weights = new float[layer.weightCount()];
      double size = Math.sqrt(2.0 / layer.weightsPerChannel());
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (size * random.nextDouble(-1, 1));
      }
      parameters.put(
          layer.name(), new FloatNetwork.Parameters(weights, new float[layer.outChannels()]));
    }
    return new FloatNetwork(graph, parameters);
  }

  private static final class FailsInEpoch implements TrainingListener {
    private final int last;
    private int epochs;

    FailsInEpoch(int last) {
      this.last = last;
    }

    @Override
    public void stepFinished(int step, int stepsPerEpoch, double loss) {
      if (epochs == last && step == 2) {
        throw new IllegalStateException("power failure");
      }
    }

    @Override
    public void epochFinished(EpochRecord record) {
      epochs++;
    }
  }
}
