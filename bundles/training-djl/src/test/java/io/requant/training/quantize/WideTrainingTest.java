package io.requant.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.SharedTensors;
import io.requant.model.quantize.WidthChoice;
import io.requant.training.EpochRecord;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import io.requant.training.TrainedNetwork;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.internal.export.WeightOrder;
import io.requant.training.internal.service.DjlTraining;
import io.requant.training.internal.torch.Script;
import io.requant.training.testing.TinyRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training for 6 to 10 bits: stored integers of 10, computed in single precision. */
class WideTrainingTest {

  private static final List<Integer> WIDTHS = List.of(10, 9, 8, 7, 6);

  /** The last width joins in the course of the run, as narrow ones do. */
  private static final Curriculum CURRICULUM =
      new Curriculum(WIDTHS, List.of(0.0, 0.0, 0.0, 0.2, 0.3));

  /** What {@link TinyRun#config} says. */
  private static final Augmentation AUGMENTATION = new Augmentation(1, true);

  @TempDir Path directory;

  @Test
  void aRunThatWasKilledAndResumedGivesBitwiseTheSameWeights() throws Exception {
    Map<String, float[]> whole = train(directory.resolve("whole"), false, record -> {}).tensors();
    Path broken = directory.resolve("broken");
    assertThatThrownBy(() -> train(broken, false, new FailsInSecondEpoch()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("power failure");
    Map<String, float[]> resumed = train(broken, true, record -> {}).tensors();
    assertThat(resumed.keySet()).isEqualTo(whole.keySet());
    whole.forEach((name, values) -> assertThat(resumed.get(name)).as(name).isEqualTo(values));
  }

  @Test
  void whatWasTrainedIsBitForBitWhatTheExecutorMultipliesByAtEveryWidth() throws Exception {
    SharedNetwork shared = shared(train(directory.resolve("run"), false, record -> {}));
    assertThat(shared.masterBits()).isEqualTo(10);
    assertThat(shared.outerWidths()).containsExactly(8, 7, 6);
    PolicyEstimator estimator = new PolicyEstimator(shared, images());
    try (NDManager manager = NDManager.newBaseManager();
        Script script = new Script(manager, FakeQuantizationScript.of(WIDTHS))) {
      for (int bits : WIDTHS) {
        WidthChoice widths = WidthChoice.uniform(shared.points(), bits, bits);
        if (bits < 8) {
          widths = widths.with("stem", bits);
        }
        Policy policy = estimator.estimate("w" + bits, widths);
        for (Step step : Program.of(shared.network(), policy).steps()) {
          if (step instanceof Step.Convolve computed
              && shared.graph().layer(step.name()) instanceof Conv conv) {
            assertThat(integers(manager, script, shared, conv, widths.weights(conv)))
                .as("%s at %s bits", conv.name(), bits)
                .isEqualTo(computed.weights());
          }
        }
        assertThat(TinyAccuracy.of(shared.network(), policy, TinyRun.data().test()))
            .as("%s bits", bits)
            .isGreaterThan(0.85);
      }
    }
  }

  /** What training computes with, in the order of models. */
  private static short[] integers(
      NDManager manager, Script script, SharedNetwork shared, Conv conv, int bits) {
    int masterBits = shared.masterBits(conv);
    float[] torch = WeightOrder.toTorch(conv, shared.tensors().get(conv.name() + ".weight"));
    NDArray one = manager.create(1f);
    NDArray ratio =
        bits == masterBits
            ? one
            : manager.create(shared.tensors().get(SharedTensors.ratio(conv.name(), bits))[0]);
    Shape shape =
        new Shape(
            conv.outChannels(),
            conv.inChannels() / conv.groups(),
            conv.window().kernelHeight(),
            conv.window().kernelWidth());
    float[] seen =
        script
            .call(
                FakeQuantizationScript.weights(bits, masterBits),
                one,
                manager.create(torch, shape),
                ratio)
            .toFloatArray();
    float[] model = WeightOrder.toModel(conv, seen);
    short[] integers = new short[model.length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = (short) model[i];
      assertThat(model[i]).isEqualTo(integers[i]);
    }
    return integers;
  }

  @Property(tries = 20)
  void activationsAreRoundedToTheIntegersOfTheirWidth(
      @ForAll @IntRange(min = 2, max = 10) int bits, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int most = (1 << bits) - 1;
    float[] values = new float[64];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-0.2 * most, 1.2 * most);
    }
    List<Integer> widths = bits > 8 ? List.of(bits, 8) : List.of(10, bits);
    try (NDManager manager = NDManager.newBaseManager();
        Script script = new Script(manager, FakeQuantizationScript.of(widths))) {
      float[] seen =
          script
              .call(FakeQuantizationScript.clip(bits), manager.create(values.clone()))
              .toFloatArray();
      for (int i = 0; i < seen.length; i++) {
        assertThat((double) seen[i]).isEqualTo(Math.max(0, Math.min(most, Math.rint(values[i]))));
      }
    }
  }

  @Test
  void onlyPassesWiderThanEightBitsTakeSinglePrecision() throws Exception {
    AnyPrecisionStart start = start();
    QuantizationPoints points = QuantizationPoints.of(start.graph());
    try (NDManager manager = NDManager.newBaseManager()) {
      OnlyManager pass = new OnlyManager(manager);
      for (int bits : WIDTHS) {
        WidthChoice widths = WidthChoice.uniform(points, bits, bits);
        assertThat(new FakeQuantization(points, pass, widths, 10).singlePrecision())
            .as("%s bits", bits)
            .isEqualTo(bits > 8);
      }
      WidthChoice mixed = WidthChoice.uniform(points, 6, 9);
      assertThat(new FakeQuantization(points, pass, mixed, 10).singlePrecision()).isTrue();
    }
  }

  @Test
  void theOuterLayersAreNeverDrawnWiderThanEightBits() {
    QuantizationPoints points = QuantizationPoints.of(start().graph());
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 200; trial++) {
      for (List<Integer> active : List.of(WIDTHS, List.of(10), List.of(10, 9))) {
        WidthChoice drawn = Curriculum.draw(points, active, random);
        WidthChoice narrow = Curriculum.narrow(points, active, random);
        for (Parametric layer : points.outer()) {
          assertThat(drawn.weights(layer)).isLessThanOrEqualTo(8);
          assertThat(narrow.weights(layer)).isLessThanOrEqualTo(8);
        }
      }
    }
  }

  @Test
  void tenBitsGoOnFromWhatWasTrainedForEightAndTheOtherWayRound() throws Exception {
    SharedNetwork wide = shared(train(directory.resolve("wide"), false, record -> {}));
    List<Integer> narrower = List.of(8, 6);
    Path run = Files.createDirectory(directory.resolve("narrow"));
    AnyPrecisionStart start =
        new AnyPrecisionStart(
            new SharedStart(TinyNetwork.floats(TinyRun.graph(), 11), images()), Optional.of(wide));
    DjlTraining training = new DjlTraining();
    training.train(job(start, Curriculum.of(narrower), run, false), record -> {});
    SharedNetwork eight =
        SharedNetworks.of(training.load(run, start.graph()), narrower, AUGMENTATION);
    assertThat(eight.masterBits()).isEqualTo(8);
    Path again = Files.createDirectory(directory.resolve("again"));
    AnyPrecisionStart back =
        new AnyPrecisionStart(
            new SharedStart(TinyNetwork.floats(TinyRun.graph(), 11), images()), Optional.of(eight));
    training.train(job(back, CURRICULUM.joined(), again, false), record -> {});
    assertThat(shared(training.load(again, back.graph())).masterBits()).isEqualTo(10);
  }

  private static SharedNetwork shared(TrainedNetwork trained) {
    return SharedNetworks.of(trained, WIDTHS, AUGMENTATION);
  }

  private static TrainedNetwork train(Path run, boolean resume, TrainingListener listener)
      throws Exception {
    Files.createDirectories(run);
    AnyPrecisionStart start = start();
    DjlTraining training = new DjlTraining();
    training.train(job(start, CURRICULUM, run, resume), listener);
    return training.load(run, start.graph());
  }

  private static AnyPrecisionStart start() {
    return new AnyPrecisionStart(
        new SharedStart(TinyNetwork.floats(TinyRun.graph(), 11), images()), Optional.empty());
  }

  private static TrainingJob job(
      AnyPrecisionStart start, Curriculum curriculum, Path run, boolean resume) {
    return new TrainingJob(
        TinyRun.config().with(8, null, null, null, null, null),
        start.graph(),
        TinyRun.data(),
        run,
        resume,
        start.values(),
        new AnyPrecision(start.graph(), curriculum, start));
  }

  private static CalibrationImages images() {
    var train = TinyRun.data().train();
    int[] all = IntStream.range(0, train.count()).toArray();
    return CalibrationImages.of(train, all, 40, AUGMENTATION);
  }

  /** A pass that nothing is computed in. */
  private record OnlyManager(NDManager manager) implements Pass {

    @Override
    public NDArray images() {
      throw new UnsupportedOperationException();
    }

    @Override
    public NDArray tensor(String name) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public NDArray call(String method, NDArray... arguments) {
      throw new UnsupportedOperationException(method);
    }

    @Override
    public NDArray logits(LayerHook hook, boolean batchStatistics) {
      throw new UnsupportedOperationException();
    }

    @Override
    public NDArray logits(String network) {
      throw new UnsupportedOperationException(network);
    }
  }

  private static final class FailsInSecondEpoch implements TrainingListener {
    private int epochs;

    @Override
    public void stepFinished(int step, int stepsPerEpoch, double loss) {
      if (epochs == 1 && step == 2) {
        throw new IllegalStateException("power failure");
      }
    }

    @Override
    public void epochFinished(EpochRecord record) {
      epochs++;
    }
  }
}
