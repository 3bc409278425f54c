package io.requant.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.WidthChoice;
import io.requant.training.EpochRecord;
import io.requant.training.TensorSpec;
import io.requant.training.TrainedNetwork;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingMethod;
import io.requant.training.TrainingPass;
import io.requant.training.internal.service.DjlTraining;
import io.requant.training.testing.TinyRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GumbelGateTest {

  private static final List<Integer> WIDTHS = List.of(8, 4, 2);
  private static final List<GateOption> OPTIONS =
      List.of(
          new GateOption(8, 8),
          new GateOption(4, 8),
          new GateOption(4, 4),
          new GateOption(2, 4),
          new GateOption(2, 2));

  @TempDir Path directory;

  private final SharedNetwork shared =
      new SharedStart(TinyNetwork.floats(TinyRun.graph(), 11), images()).network(WIDTHS);
  private final Graph graph = shared.graph();

  @Test
  void sharesOfOtherWidthsChangeNoLogit() throws Exception {
    Probe probe = new Probe(method(0.9));
    new DjlTraining().train(job(probe, directory, false, 1, false), record -> {});
    assertThat(probe.differences).isNotEmpty().containsOnly(0f);
  }

  @Test
  void aGateThatSpendsTooMuchLearnsToKeepItsBudget() throws Exception {
    GumbelGate method = method(0.4, 0.1);
    float[] before = method.tensors().get(parameters(method));
    float[] after = train(directory, method, 6, false, record -> {});
    assertThat(after).isNotEqualTo(before);
    // The first parameters prefer 8 bits, which cost 2.5 times this budget.
    assertThat(widest(before)).isGreaterThan(0.8);
    assertThat(widest(after)).isLessThan(0.4);
  }

  @Test
  void theNetworkStaysAsItIs() throws Exception {
    GumbelGate method = method(0.5);
    TrainedNetwork trained =
        new DjlTraining().train(job(method, directory, false, 2, true), record -> {}).network();
    method
        .start()
        .forEach(
            (name, value) -> {
              if (!name.endsWith(".mean") && !name.endsWith(".variance")) {
                assertThat(trained.tensors().get(name)).as(name).isEqualTo(value);
              }
            });
  }

  @Test
  void aRunThatWasKilledAndResumedGivesBitwiseTheSameGate() throws Exception {
    float[] whole =
        train(Files.createDirectory(directory.resolve("a")), method(0.5), 3, false, record -> {});
    Path broken = Files.createDirectory(directory.resolve("b"));
    assertThatThrownBy(() -> train(broken, method(0.5), 3, false, new FailsInSecondEpoch()))
        .hasMessage("power failure");
    assertThat(train(broken, method(0.5), 3, true, record -> {})).isEqualTo(whole);
    assertThatThrownBy(() -> train(broken, method(0.6), 3, true, record -> {}))
        .hasMessageContaining("budgets is");
  }

  @Test
  void aGateOfAnotherSizeIsRefused() {
    assertThatThrownBy(
            () -> new RecurrentGate(List.of(8), OPTIONS, 4, 3, 2, new float[1], new float[9]))
        .hasMessageContaining("9 parameters");
    RecurrentGate one = gate(List.of(8));
    assertThatThrownBy(() -> new GumbelGate(shared, one, List.of(), 0.1))
        .hasMessageContaining("a gate for 1 layers; the network has 2");
  }

  private TensorSpec parameters(GumbelGate method) {
    return method.tensors().keySet().stream()
        .filter(spec -> spec.name().equals(GumbelGate.PARAMETERS))
        .findFirst()
        .orElseThrow();
  }

  /** How likely the widest option is, as long as only the last layer's bias says anything. */
  private double widest(float[] parameters) {
    int start = parameters.length - OPTIONS.size();
    double sum = 0;
    for (int o = 0; o < OPTIONS.size(); o++) {
      sum += Math.exp(parameters[start + o]);
    }
    return Math.exp(parameters[start]) / sum;
  }

  private float[] train(
      Path run, GumbelGate method, int epochs, boolean resume, TrainingListener listener)
      throws Exception {
    return new DjlTraining()
        .train(job(method, run, resume, epochs, true), listener)
        .network()
        .tensors()
        .get(GumbelGate.PARAMETERS);
  }

  private TrainingJob job(
      TrainingMethod method, Path run, boolean resume, int epochs, boolean bfloat16) {
    TrainingConfig config =
        new TrainingConfig("tiny", epochs, 32, 2, 7, 32, 0, 1, 0, 0, 0, 0.5, 1, bfloat16);
    return new TrainingJob(
        config, graph, TinyRun.data(), run, resume, SharedNetworks.tensors(shared), method);
  }

  private GumbelGate method(double part) {
    return method(part, 0.03);
  }

  private GumbelGate method(double part, double rate) {
    List<Integer> channels = shared.points().convolutions().stream().map(Conv::inChannels).toList();
    return new GumbelGate(shared, gate(channels), List.of(budget(part), budget(2 * part)), rate);
  }

  private static RecurrentGate gate(List<Integer> channels) {
    int size = 0;
    for (int width : new java.util.TreeSet<>(channels)) {
      size += 4 * (width + 1);
    }
    size += 12 * (4 + 2 + 3 + 1) + 2 * 3 + OPTIONS.size() * 4;
    float[] parameters = new float[size];
    // Nothing but the last layer's bias says anything.
    parameters[size - OPTIONS.size()] = 3;
    float[] gains = new float[channels.size()];
    java.util.Arrays.fill(gains, 1);
    return new RecurrentGate(channels, OPTIONS, 4, 3, 2, gains, parameters);
  }

  /** Both layers cost half of what 8 bits cost; the budget is a part of that. */
  private static GateBudget budget(double part) {
    double[][] costs = new double[2][OPTIONS.size()];
    for (double[] layer : costs) {
      for (int o = 0; o < layer.length; o++) {
        GateOption option = OPTIONS.get(o);
        layer[o] = option.weightBits() * option.activationBits() / 128.0 / part;
      }
    }
    return new GateBudget(new double[] {part, 1 - part}, 8, 0, costs, 0, costs);
  }

  private static CalibrationImages images() {
    var train = TinyRun.data().train();
    int[] all = IntStream.range(0, train.count()).toArray();
    return CalibrationImages.of(train, all, 40, io.requant.model.quantize.Augmentation.NONE);
  }

  /** Computes every choice with shares of zero and without, and goes nowhere. */
  private final class Probe implements TrainingMethod {
    private final GumbelGate method;
    private final List<Float> differences = Collections.synchronizedList(new ArrayList<>());

    private Probe(GumbelGate method) {
      this.method = method;
    }

    @Override
    public boolean frozen() {
      return true;
    }

    @Override
    public Map<TensorSpec, float[]> tensors() {
      return method.tensors();
    }

    @Override
    public Map<String, String> script() {
      return method.script();
    }

    @Override
    public NDArray loss(TrainingPass pass) {
      SplittableRandom random = pass.random();
      NDArray shares =
          pass.call(
              "gate_soften",
              pass.manager().zeros(new Shape(1, WIDTHS.size())),
              pass.tensor(GumbelGate.PARAMETERS).get("0:" + WIDTHS.size()),
              pass.manager().create(1f));
      NDArray row = shares.reshape(WIDTHS.size());
      Map<String, Integer> weights = new LinkedHashMap<>();
      Map<String, NDArray> ofWeights = new LinkedHashMap<>();
      for (Conv conv : shared.points().convolutions()) {
        weights.put(conv.name(), WIDTHS.get(random.nextInt(WIDTHS.size())));
        ofWeights.put(conv.name(), row);
      }
      Map<String, Integer> activations = new LinkedHashMap<>();
      Map<String, NDArray> ofActivations = new LinkedHashMap<>();
      for (String point : shared.points().readers().keySet()) {
        activations.put(point, WIDTHS.get(random.nextInt(WIDTHS.size())));
        ofActivations.put(point, row);
      }
      WidthChoice choice = new WidthChoice(weights, activations);
      NDArray plain =
          pass.logits(
              new FakeQuantization(shared.points(), pass, choice, shared.masterBits()), true);
      WidthGradients hook = new WidthGradients(shared, pass, choice, ofWeights, ofActivations);
      NDArray mixed = pass.logits(hook, true);
      float[] a = plain.toFloatArray();
      float[] b = mixed.toFloatArray();
      for (int i = 0; i < a.length; i++) {
        differences.add(Math.abs(a[i] - b[i]));
      }
      return pass.crossEntropy(mixed);
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
