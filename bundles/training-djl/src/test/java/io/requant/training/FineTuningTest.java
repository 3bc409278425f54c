package io.requant.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Linear;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.reference.FloatExecutor;
import io.requant.training.internal.service.DjlTraining;
import io.requant.training.testing.TinyRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {
  private static final int EPOCHS = 4;

  @TempDir Path directory;

  @Test
  void a_network_with_the_same_classes_is_taken_over_whole() throws Exception {
    FloatNetwork parent = parent();
    FineTuningStart start = FineTuningStart.of(TinyRun.graph(), parent, images());
    assertThat(start.newClassifier()).isFalse();
    FloatNetwork back = new TrainedNetwork(start.graph(), start.values()).folded();
    float[] image = new float[TinyRun.graph().inputShape().size()];
    IntStream.range(0, image.length).forEach(i -> image[i] = (i % 7 - 3) / 2f);
    assertThat(new FloatExecutor(back).run(image))
        .containsExactly(new FloatExecutor(parent).run(image), within(1e-3f));
  }

  @Test
  void with_other_classes_the_last_layer_is_new_and_learns_alone_at_first() throws Exception {
    FineTuningStart start = FineTuningStart.of(graph("warm", "cold"), parent(), images());
    assertThat(start.newClassifier()).isTrue();
    assertThat(start.values()).doesNotContainKeys("fc.weight", "fc.bias");

    Path head = Files.createDirectory(directory.resolve("head"));
    Map<String, float[]> tensors = train(start, EPOCHS, head, false, record -> {}).tensors();
    start
        .values()
        .forEach((name, values) -> assertThat(tensors.get(name)).as(name).isEqualTo(values));

    Path all = Files.createDirectory(directory.resolve("all"));
    Map<String, float[]> later = train(start, 1, all, false, record -> {}).tensors();
    assertThat(later.get("stem.weight")).isNotEqualTo(start.values().get("stem.weight"));
    assertThat(later.get("stem.mean")).isNotEqualTo(start.values().get("stem.mean"));
  }

  @Test
  void it_learns_the_new_classes() throws Exception {
    FineTuningStart start = FineTuningStart.of(graph("warm", "cold"), parent(), images());
    List<EpochRecord> epochs = new ArrayList<>();
    train(start, 2, directory.resolve("run"), false, epochs::add);
    assertThat(epochs.get(EPOCHS - 1).loss()).isLessThan(0.8 * epochs.get(0).loss());
  }

  @Test
  void a_run_that_was_killed_and_resumed_gives_bitwise_the_same_weights() throws Exception {
    FineTuningStart start = FineTuningStart.of(graph("warm", "cold"), parent(), images());
    Map<String, float[]> whole =
        train(start, 2, directory.resolve("whole"), false, record -> {}).tensors();
    Path broken = directory.resolve("broken");
    assertThatThrownBy(
            () ->
                train(
                    start,
                    2,
                    broken,
                    false,
                    record -> {
                      if (record.epoch() == 3) {
                        throw new IllegalStateException("power failure");
                      }
                    }))
        .hasMessage("power failure");
    Map<String, float[]> resumed = train(start, 2, broken, true, record -> {}).tensors();
    whole.forEach((name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
  }

  @Test
  void another_backbone_than_the_parents_is_refused_with_the_layer() throws Exception {
    DataSet data = TinyRun.data();
    Graph other = Backbones.create("resnet20", data.input());
    FloatNetwork parent = parent();
    assertThatThrownBy(() -> FineTuningStart.of(other, parent, images()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("network 'tiny' has 216 weights, not a layer 'stem' with 432")
        .hasMessageContaining("name the backbone");
  }

  @Test
  void numbers_out_of_range_are_refused_by_name() throws Exception {
    FineTuningStart start = FineTuningStart.of(TinyRun.graph(), parent(), images());
    assertThatThrownBy(() -> new FineTuning(start, 5, 4, 0.5))
        .hasMessageContaining("head-epochs is 5");
    assertThatThrownBy(() -> new FineTuning(start, 1, 4, 1.5))
        .hasMessageContaining("fine-rate is 1.5");
  }

  private TrainedNetwork train(
      FineTuningStart start, int headEpochs, Path run, boolean resume, TrainingListener listener)
      throws Exception {
    Files.createDirectories(run);
    TrainingConfig config = TinyRun.config().with(EPOCHS, null, null, null, null, null);
    DataSet tiny = TinyRun.data();
    DataSet data =
        new DataSet(
            "warmth", warmth(tiny.train()), warmth(tiny.test()), tiny.normalisation(), true);
    return new DjlTraining()
        .train(
            new TrainingJob(
                config,
                start.graph(),
                data,
                run,
                resume,
                start.values(),
                new FineTuning(start, headEpochs, EPOCHS, 0.5)),
            listener)
        .network();
  }

  /** Red is warm, green and blue are cold. */
  private static LabelledImages warmth(LabelledImages images) {
    byte[] pixels = new byte[images.count() * images.shape().size()];
    int[] labels = new int[images.count()];
    for (int i = 0; i < labels.length; i++) {
      images.copy(i, pixels, i * images.shape().size());
      labels[i] = Math.min(1, images.label(i));
    }
    return new LabelledImages(images.shape(), pixels, labels, List.of("warm", "cold"));
  }

  private static Graph graph(String... classes) {
    Graph tiny = TinyRun.graph();
    var layers = new ArrayList<>(tiny.layers());
    layers.set(layers.size() - 1, new Linear("fc", "pool", 12, classes.length));
    return new Graph(
        tiny.name(), tiny.inputShape(), tiny.normalisation(), layers, List.of(classes));
  }

  private FloatNetwork parent() throws Exception {
    Path run = Files.createTempDirectory(directory, "parent");
    return new DjlTraining()
        .train(
            new TrainingJob(TinyRun.config(), TinyRun.graph(), TinyRun.data(), run, false),
            record -> {})
        .network()
        .folded();
  }

  private static CalibrationImages images() {
    LabelledImages train = TinyRun.data().train();
    int[] all = IntStream.range(0, train.count()).toArray();
    return CalibrationImages.of(train, all, 40, Augmentation.NONE);
  }
}
