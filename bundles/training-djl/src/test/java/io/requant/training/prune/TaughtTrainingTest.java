package io.requant.training.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.requant.model.dataset.Holdout;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.reference.FloatExecutor;
import io.requant.model.testing.RandomNetworks;
import io.requant.training.Backbones;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.FineTuningStart;
import io.requant.training.TrainedNetwork;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.internal.service.DjlTraining;
import io.requant.training.testing.TinyRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaughtTrainingTest {
  private static final double SOFTNESS = 2;

  @TempDir Path directory;

  @Test
  void the_loss_is_the_mixture_of_labels_and_the_answers_of_the_teacher() throws Exception {
    FloatNetwork teacher = RandomNetworks.floats(new SplittableRandom(1), TinyRun.graph());
    FineTuningStart student = student();
    DataSet data = plain();
    double loss = run(student, data, 1, Optional.of(teacher(teacher, 0.7)), "a").get(0).loss();

    FloatNetwork folded = new TrainedNetwork(student.graph(), student.values()).folded();
    int[] fit = Holdout.rest(data.train().count(), 32, Holdout.SEED);
    double expected = 0;
    for (int i : fit) {
      double[] own = softmaxLog(new FloatExecutor(folded), data.train(), i, 1);
      double[] soft = softmaxLog(new FloatExecutor(folded), data.train(), i, SOFTNESS);
      double[] taught = softmaxLog(new FloatExecutor(teacher), data.train(), i, SOFTNESS);
      expected -= 0.3 * own[data.train().label(i)] / fit.length;
      for (int c = 0; c < soft.length; c++) {
        expected -= 0.7 * SOFTNESS * SOFTNESS * Math.exp(taught[c]) * soft[c] / fit.length;
      }
    }
    assertThat(loss).isCloseTo(expected, within(1e-3 * expected));
  }

  @Test
  void without_a_teacher_labels_are_all() throws Exception {
    FineTuningStart student = student();
    DataSet data = plain();
    double loss = run(student, data, 1, Optional.empty(), "a").get(0).loss();
    FloatNetwork folded = new TrainedNetwork(student.graph(), student.values()).folded();
    int[] fit = Holdout.rest(data.train().count(), 32, Holdout.SEED);
    double expected =
        IntStream.of(fit)
            .mapToDouble(
                i ->
                    -softmaxLog(new FloatExecutor(folded), data.train(), i, 1)[
                        data.train().label(i)])
            .average()
            .orElseThrow();
    assertThat(loss).isCloseTo(expected, within(1e-3 * expected));
  }

  @Test
  void a_new_classifier_learns_alone_first_and_the_teacher_stays_as_it_is() throws Exception {
    FloatNetwork teacher = RandomNetworks.floats(new SplittableRandom(1), TinyRun.graph());
    FineTuningStart student = student();
    run(student, plain(), 0.5, Optional.of(teacher(teacher, 0.5)), "a");
    Map<String, float[]> half = network("a", student.graph()).tensors();
    assertThat(half.get("pw1.weight")).isNotEqualTo(student.values().get("pw1.weight"));
    run(student, plain(), 1, Optional.of(teacher(teacher, 0.5)), "b");
    Map<String, float[]> whole = network("b", student.graph()).tensors();
    assertThat(whole.get("pw1.weight")).isEqualTo(student.values().get("pw1.weight"));
    assertThat(whole.get("fc.weight")).isNotEqualTo(student.values().get("fc.weight"));
    assertThat(whole.get("teacher/fc.weight")).isEqualTo(teacher.parameters().get("fc").weights());
  }

  @Test
  void another_teacher_is_another_run() throws Exception {
    FineTuningStart student = student();
    FloatNetwork one = RandomNetworks.floats(new SplittableRandom(1), TinyRun.graph());
    FloatNetwork other = RandomNetworks.floats(new SplittableRandom(2), TinyRun.graph());
    assertThat(new TaughtTraining(student, 0, Optional.of(teacher(one, 0.5))).settings())
        .isNotEqualTo(new TaughtTraining(student, 0, Optional.of(teacher(other, 0.5))).settings())
        .isNotEqualTo(new TaughtTraining(student, 0, Optional.of(teacher(one, 0.4))).settings())
        .isEqualTo(new TaughtTraining(student, 0, Optional.of(teacher(one, 0.5))).settings());
  }

  @Test
  void a_teacher_of_other_classes_is_refused() throws Exception {
    Graph tiny = TinyRun.graph();
    Graph renamed =
        new Graph(
            "other",
            tiny.inputShape(),
            tiny.normalisation(),
            tiny.layers(),
            List.of("one", "two", "three"));
    FloatNetwork teacher = RandomNetworks.floats(new SplittableRandom(1), renamed);
    FineTuningStart student = student();
    assertThatThrownBy(() -> new TaughtTraining(student, 0, Optional.of(teacher(teacher, 0.5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("network 'other' cannot teach 'small'");
    assertThatThrownBy(() -> teacher(teacher, 1.5)).hasMessageContaining("distillation of 1.5");
    assertThatThrownBy(() -> new TaughtTraining(student, 2, Optional.empty()))
        .hasMessageContaining("alone for 2.0");
  }

  private static TaughtTraining.Teacher teacher(FloatNetwork network, double part) {
    return new TaughtTraining.Teacher(network, part, SOFTNESS);
  }

  private List<EpochRecord> run(
      FineTuningStart start,
      DataSet data,
      double alone,
      Optional<TaughtTraining.Teacher> teacher,
      String name)
      throws Exception {
    List<EpochRecord> epochs = new ArrayList<>();
    TrainingConfig config =
        new TrainingConfig("small", 2, 64, 2, 7, 32, 0, 1e-6, 0.2, 0.9, 0, 0.5, 0, false);
    new DjlTraining()
        .train(
            new TrainingJob(
                config,
                start.graph(),
                data,
                Files.createDirectory(directory.resolve(name)),
                false,
                start.values(),
                new TaughtTraining(start, alone, teacher)),
            epochs::add);
    return epochs;
  }

  private TrainedNetwork network(String name, Graph graph) throws Exception {
    return new DjlTraining().load(directory.resolve(name), graph);
  }

  private static FineTuningStart student() {
    DataSet data = TinyRun.data();
    Graph graph = Backbones.separable("small", data.input(), 0.25, 1);
    FloatNetwork network = RandomNetworks.floats(new SplittableRandom(5), graph);
    int[] all = IntStream.range(0, data.train().count()).toArray();
    return FineTuningStart.of(
        graph, network, CalibrationImages.of(data.train(), all, 40, Augmentation.NONE));
  }

  /** The tiny images without mirroring. */
  private static DataSet plain() {
    DataSet data = TinyRun.data();
    return new DataSet(data.name(), data.train(), data.test(), data.normalisation(), false);
  }

  private static double[] softmaxLog(
      FloatExecutor executor, LabelledImages images, int image, double softness) {
    byte[] pixels = images.image(image);
    float[] input = new float[pixels.length];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) TinyRun.graph().normalisation().apply(i % 3, pixels[i] & 0xFF);
    }
    float[] logits = executor.run(input);
    double[] soft =
        IntStream.range(0, logits.length).mapToDouble(c -> logits[c] / softness).toArray();
    double sum = Arrays.stream(soft).map(Math::exp).sum();
    return Arrays.stream(soft).map(s -> s - Math.log(sum)).toArray();
  }
}
