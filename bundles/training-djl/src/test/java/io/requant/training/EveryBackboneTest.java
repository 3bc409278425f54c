package io.requant.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
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
import io.requant.model.reference.FloatExecutor;
import io.requant.model.reference.ReferenceExecutor;
import io.requant.model.testing.Nets;
import io.requant.training.internal.backbone.ResNetProjected;
import io.requant.training.internal.service.DjlTraining;
import io.requant.training.quantize.AnyPrecision;
import io.requant.training.quantize.AnyPrecisionStart;
import io.requant.training.quantize.Curriculum;
import io.requant.training.quantize.SharedNetworks;
import io.requant.training.testing.StripedImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A few steps of every backbone, from the images to the integers of a gateway. In every build small
 * ones; {@code -Drequant.backbones=all} (or names, with commas) the named ones, {@code
 * -Drequant.data=DIR} on CIFAR-10 and MNIST, as the README says. Models and a table go to {@code
 * target/backbones}.
 */
class EveryBackboneTest {
  private static final String CHOSEN = System.getProperty("requant.backbones", "");
  private static final String DATA = System.getProperty("requant.data", "");
  private static final String BOTTLENECKS = "bottlenecks";
  private static final String INVERTED = "inverted";
  private static final List<String> SMALL = List.of(BOTTLENECKS, INVERTED, "dsc7");
  private static final List<String> ANY_PRECISION =
      List.of(BOTTLENECKS, INVERTED, "dsc7", "resnet20", "mobilenetv2");
  private static final Curriculum CURRICULUM =
      new Curriculum(List.of(8, 4, 2), List.of(0.0, 0.0, 0.0));

  /** Without searches: they take minutes for ten million weights. */
  private static final QuantizerOptions QUICK =
      QuantizerOptions.DEFAULT.withSamples(64).withReconstruct(false).withRoundingReach(0);

  private static final int BATCH = 16;
  private static final int STEPS = 5;
  private static final int EPOCHS = 4;
  private static final int HOLDOUT = 16;
  private static final int SHOWN = 4;
  private static final int PADDING = 2;

  /** Low: no backbone has the time to warm up, and two bits of a new network are mostly noise. */
  private static final double RATE = 0.01;

  private static final Path RESULTS = Path.of("target", "backbones");

  @TempDir Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    Files.createDirectories(RESULTS);
  }

  static Stream<String> names() {
    if (CHOSEN.isEmpty()) {
      return SMALL.stream();
    }
    return CHOSEN.equals("all")
        ? Stream.concat(SMALL.stream(), Backbones.names().stream()).distinct()
        : Stream.of(CHOSEN.split(","));
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_backbone_learns_and_becomes_integers(String name) throws Exception {
    DataSet data = data(name);
    Graph graph = graph(name, data);
    long begin = System.nanoTime();
    TrainingResult result =
        new DjlTraining()
            .train(new TrainingJob(config(name), graph, data, directory, false), record -> {});
    row(name, "float", graph, result, begin);
    assertLearns(result);
    FloatNetwork floats = result.network().folded();
    quantize(name, floats, data);
    if (ANY_PRECISION.contains(name)) {
      trainAnyPrecision(name, floats, data);
    }
  }

  /** The file's integers give the logits of those that were made, and are close to real ones. */
  private void quantize(String name, FloatNetwork floats, DataSet data) throws IOException {
    Quantization made =
        new PostTrainingQuantizer(QUICK, (what, n, of) -> {})
            .quantize(
                floats,
                images(data),
                List.of(PrecisionSpec.parse("w8a8"), PrecisionSpec.parse("w4a4")));
    Path file = RESULTS.resolve(name + ModelFile.EXTENSION);
    Map<String, String> provenance = Map.of("dataset", data.name());
    ModelFile.write(
        new Model(Optional.empty(), Optional.of(made.network()), made.policies(), provenance),
        file);
    Model read = ModelFile.read(file);
    for (Policy policy : made.policies()) {
      assertThat(logits(read.network().orElseThrow(), read.policy(policy.name()), data.test()))
          .as(policy.name())
          .isDeepEqualTo(logits(made.network(), policy, data.test()));
    }
    assertEightBitsAreClose(floats, made.network(), made.policy("w8a8"), data.test());
  }

  private void trainAnyPrecision(String name, FloatNetwork floats, DataSet data) throws Exception {
    AnyPrecisionStart start =
        new AnyPrecisionStart(new SharedStart(floats, images(data)), Optional.empty());
    AnyPrecision method = new AnyPrecision(start.graph(), CURRICULUM, start);
    Path run = Files.createDirectory(directory.resolve("any"));
    long begin = System.nanoTime();
    TrainingResult result =
        new DjlTraining()
            .train(
                new TrainingJob(
                    config(name), start.graph(), data, run, false, start.values(), method),
                record -> {});
    row(name, "any precision", start.graph(), result, begin);
    assertLearns(result);
    Augmentation augmentation = new Augmentation(PADDING, data.flips());
    SharedNetwork shared = SharedNetworks.of(result.network(), CURRICULUM.widths(), augmentation);
    PolicyEstimator estimator = new PolicyEstimator(shared, images(data));
    for (int bits : CURRICULUM.widths()) {
      Policy policy =
          estimator.estimate("w" + bits, WidthChoice.uniform(shared.points(), bits, bits));
      int[][] logits = logits(shared.network(), policy, data.test());
      assertThat(logits[0]).as("%s bits", bits).isNotEqualTo(logits[1]);
    }
  }

  private static void assertLearns(TrainingResult result) {
    List<EpochRecord> epochs = result.history();
    assertThat(epochs.get(EPOCHS - 1).loss()).isLessThan(epochs.get(0).loss());
  }

  /** Root mean square of the difference, over that of the real logits; both over all images. */
  private static void assertEightBitsAreClose(
      FloatNetwork floats, Network network, Policy policy, LabelledImages images) {
    FloatExecutor executor = new FloatExecutor(floats);
    double scale = Program.of(network, policy).logitScale();
    int[][] integers = logits(network, policy, images);
    double squares = 0;
    double errors = 0;
    for (int i = 0; i < SHOWN; i++) {
      float[] real = executor.run(normalised(floats.graph(), images.image(i)));
      for (int c = 0; c < real.length; c++) {
        squares += real[c] * real[c];
        errors += Math.pow(real[c] - integers[i][c] * scale, 2);
      }
    }
    assertThat(Math.sqrt(errors / squares)).as("relative error of w8a8").isLessThan(0.25);
  }

  private static float[] normalised(Graph graph, byte[] pixels) {
    float[] values = new float[pixels.length];
    int channels = graph.inputShape().channels();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) graph.normalisation().apply(i % channels, pixels[i] & 0xFF);
    }
    return values;
  }

  private static int[][] logits(Network network, Policy policy, LabelledImages images) {
    Program program = Program.of(network, policy);
    ReferenceExecutor executor = new ReferenceExecutor(program);
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    int[][] logits = new int[SHOWN][images.classes().size()];
    for (int i = 0; i < SHOWN; i++) {
      ByteBuffer input = ByteBuffer.allocate(images.shape().size());
      encoder.encode(images.image(i), input);
      executor.infer(input.flip(), IntBuffer.wrap(logits[i]));
    }
    return logits;
  }

  private static TrainingConfig config(String name) {
    return new TrainingConfig(
        name, EPOCHS, BATCH, 2, 1, HOLDOUT, 0, RATE, 0.2, 0.9, 5e-4, 0.9, PADDING, true);
  }

  private static Graph graph(String name, DataSet data) {
    return switch (name) {
      case BOTTLENECKS -> ResNetProjected.bottlenecks(name, data.input(), 8, 2, 1);
      case INVERTED -> Nets.mobileNetV2();
      default -> Backbones.create(name, data.input());
    };
  }

  private static DataSet data(String name) throws IOException {
    boolean digits = name.startsWith("mnist");
    int count = BATCH * STEPS + HOLDOUT;
    if (DATA.isEmpty()) {
      int side = digits ? 28 : CHOSEN.isEmpty() && !name.equals(INVERTED) ? 16 : 32;
      return StripedImages.of(side, digits ? 1 : 3, count, SHOWN);
    }
    String set = digits ? "mnist" : "cifar10";
    LabelledImages train = DataSets.open(Path.of(DATA), set, Split.TRAIN, count);
    LabelledImages test = DataSets.open(Path.of(DATA), set, Split.TEST, SHOWN);
    DataSet like = StripedImages.of(28, train.shape().channels(), 1, 1);
    return new DataSet(set, train, test, like.normalisation(), !digits);
  }

  private static CalibrationImages images(DataSet data) {
    int[] all = IntStream.range(0, data.train().count()).toArray();
    return CalibrationImages.of(data.train(), all, 2 * SHOWN, Augmentation.NONE);
  }

  private static void row(String name, String kind, Graph graph, TrainingResult result, long begin)
      throws IOException {
    List<EpochRecord> epochs = result.history();
    String row =
        String.format(
            Locale.ROOT,
            "| %s | %s | %,d | %d of %d | %.3f -> %.3f | %.1f |%n",
            name,
            kind,
            graph.parametricLayers().stream().mapToLong(layer -> layer.weightCount()).sum(),
            STEPS * EPOCHS,
            BATCH,
            epochs.get(0).loss(),
            epochs.get(EPOCHS - 1).loss(),
            (System.nanoTime() - begin) * 1e-9);
    Files.writeString(
        RESULTS.resolve("table.md"), row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
