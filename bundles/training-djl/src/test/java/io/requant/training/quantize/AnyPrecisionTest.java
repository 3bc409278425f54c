package io.requant.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.LayerWeights;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.WidthChoice;
import io.requant.training.EpochRecord;
import io.requant.training.TrainedNetwork;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.internal.service.DjlTraining;
import io.requant.training.internal.torch.Script;
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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnyPrecisionTest {

  private static final Curriculum CURRICULUM =
      new Curriculum(List.of(8, 4, 2), List.of(0.0, 0.0, 0.3));

  /** What {@link TinyRun#config} says. */
  private static final Augmentation AUGMENTATION = new Augmentation(1, true);

  @TempDir Path directory;

  @Property(tries = 30)
  void trainingSeesExactlyTheIntegersThatAPolicyDerives(
      @ForAll @IntRange(min = 8, max = 10) int masterBits,
      @ForAll @IntRange(min = 1, max = 8) int dropped,
      @ForAll @IntRange(min = 1, max = 255) int ratio,
      @ForAll long seed) {
    int bits = Math.max(2, masterBits - dropped);
    SplittableRandom random = new SplittableRandom(seed);
    int channels = 3;
    int perChannel = 32;
    float[] weights = new float[channels * perChannel];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextDouble(-1, 1) * random.nextDouble());
    }
    short[] masters = new short[weights.length];
    try (NDManager manager = NDManager.newBaseManager();
        Script script = new Script(manager, FakeQuantizationScript.of(List.of(masterBits, bits)))) {
      NDArray one = manager.create(1f);
      NDArray tensor = manager.create(weights, new Shape(channels, perChannel, 1, 1));
      NDArray r = manager.create(ratio / 128f);
      String widest = FakeQuantizationScript.weights(masterBits, masterBits);
      float[] whole = script.call(widest, one, tensor, r).toFloatArray();
      for (int i = 0; i < masters.length; i++) {
        masters[i] = (short) whole[i];
      }
      String narrow = FakeQuantizationScript.weights(bits, masterBits);
      float[] seen = script.call(narrow, one, tensor, r).toFloatArray();
      byte[] ratios = new byte[channels];
      Arrays.fill(ratios, (byte) ratio);
      short[] derived =
          new LayerWeights(BitPlanes.of(masterBits, masters), new float[] {1, 1, 1})
              .derive(bits, ratios);
      for (int i = 0; i < derived.length; i++) {
        assertThat(seen[i]).as("weight %s", i).isEqualTo(derived[i]);
      }
    }
  }

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
  void whatWasTrainedAtTwoBitsIsWhatItsIntegersClassify() throws Exception {
    TrainedNetwork trained = train(directory.resolve("run"), false, record -> {});
    SharedNetwork shared = SharedNetworks.of(trained, CURRICULUM.widths(), AUGMENTATION);
    PolicyEstimator estimator = new PolicyEstimator(shared, images());
    for (int bits : CURRICULUM.widths()) {
      Policy policy =
          estimator.estimate("w" + bits, WidthChoice.uniform(shared.points(), bits, bits));
      assertThat(TinyAccuracy.of(shared.network(), policy, TinyRun.data().test()))
          .as("%s bits", bits)
          .isGreaterThan(0.85);
    }
  }

  @Test
  void theAccuracyShownMeanwhileIsThatOfTheNarrowestIntegers() throws Exception {
    List<EpochRecord> records = new ArrayList<>();
    train(directory.resolve("run"), false, records::add);
    EpochRecord last = records.get(records.size() - 1);
    assertThat(last.averageHoldoutAccuracy()).isGreaterThan(0.85);
    assertThat(last.holdoutAccuracy()).isGreaterThan(0.85);
  }

  @Test
  void theOuterLayersCanBeNarrowToo() throws Exception {
    TrainedNetwork trained = train(directory.resolve("run"), false, record -> {});
    SharedNetwork shared = SharedNetworks.of(trained, CURRICULUM.widths(), AUGMENTATION);
    assertThat(shared.outerWidths()).containsExactly(8, 4, 2);
    WidthChoice widths = WidthChoice.uniform(shared.points(), 4, 8).with("stem", 4).with("fc", 4);
    Policy policy = new PolicyEstimator(shared, images()).estimate("w4a8", widths);
    assertThat(policy.layers())
        .filteredOn(layer -> layer.weightBits() > 0)
        .allSatisfy(layer -> assertThat(layer.weightBits()).isEqualTo(4));
    assertThat(TinyAccuracy.of(shared.network(), policy, TinyRun.data().test()))
        .isGreaterThan(0.85);
  }

  @Test
  void scalesOfNormalisationsStayPositive() throws Exception {
    TrainedNetwork trained = train(directory.resolve("run"), false, record -> {});
    SharedNetworks.of(trained, CURRICULUM.widths(), AUGMENTATION)
        .tensors()
        .forEach(
            (name, values) -> {
              if (name.endsWith(".gamma")) {
                for (float value : values) {
                  assertThat(value).as(name).isPositive();
                }
              }
            });
  }

  @Test
  void trainingGoesOnFromWhatWasTrainedForSeveralPrecisionsBefore() throws Exception {
    List<Double> first = new ArrayList<>();
    TrainedNetwork trained =
        train(directory.resolve("first"), false, record -> first.add(record.loss()));
    SharedNetwork before = SharedNetworks.of(trained, CURRICULUM.widths(), AUGMENTATION);
    Path second = Files.createDirectory(directory.resolve("second"));
    List<Double> losses = new ArrayList<>();
    new DjlTraining()
        .train(
            job(start(TinyNetwork.floats(TinyRun.graph(), 11), Optional.of(before)), second, false),
            record -> losses.add(record.loss()));
    assertThat(losses.get(0)).isLessThan(first.get(0) / 4);
  }

  @Test
  void aRunIsNotResumedFromAnotherStart() throws Exception {
    Path run = directory.resolve("run");
    train(run, false, record -> {});
    AnyPrecisionStart other = start(TinyNetwork.floats(TinyRun.graph(), 12), Optional.empty());
    assertThatThrownBy(() -> new DjlTraining().train(job(other, run, true), record -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("start is");
  }

  @Test
  void aGraphThatTheStartIsNotOfIsRefused() {
    AnyPrecisionStart start = start(TinyNetwork.floats(TinyRun.graph(), 11), Optional.empty());
    assertThat(start.graph().layer("main").inputs()).containsExactly("stem.relu.in");
    assertThatThrownBy(() -> new AnyPrecision(TinyRun.graph(), CURRICULUM, start))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train the start's graph");
  }

  private static TrainedNetwork train(Path run, boolean resume, TrainingListener listener)
      throws Exception {
    Files.createDirectories(run);
    AnyPrecisionStart start = start(TinyNetwork.floats(TinyRun.graph(), 11), Optional.empty());
    DjlTraining training = new DjlTraining();
    training.train(job(start, run, resume), listener);
    return training.load(run, start.graph());
  }

  private static AnyPrecisionStart start(FloatNetwork floats, Optional<SharedNetwork> before) {
    return new AnyPrecisionStart(new SharedStart(floats, images()), before);
  }

  private static TrainingJob job(AnyPrecisionStart start, Path run, boolean resume) {
    return new TrainingJob(
        TinyRun.config().with(12, null, null, null, null, null),
        start.graph(),
        TinyRun.data(),
        run,
        resume,
        start.values(),
        new AnyPrecision(start.graph(), CURRICULUM, start));
  }

  private static CalibrationImages images() {
    var train = TinyRun.data().train();
    int[] all = IntStream.range(0, train.count()).toArray();
    return CalibrationImages.of(train, all, 40, AUGMENTATION);
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
