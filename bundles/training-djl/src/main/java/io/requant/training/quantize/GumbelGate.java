package io.requant.training.quantize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Parametric;
import io.requant.model.quantize.QuantizationPoints;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.WidthChoice;
import io.requant.training.LayerHook;
import io.requant.training.Pass;
import io.requant.training.TensorSpec;
import io.requant.training.TrainingMethod;
import io.requant.training.TrainingPass;
import io.requant.training.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Trains a gate through the network that it chooses for, which stays as it is: straight-through
 * Gumbel-softmax (Jang et al. 2017, section 2.2).
 *
 * <p>Each step draws a budget, computes the batch at the widest width, and asks the gate about what
 * it saw. One choice is drawn for the whole batch, because that is what a policy is; the batch is
 * computed with it. The loss is the cross entropy to the labels, that to the answers at the widest
 * width, and what exceeds the budget (paper 1, Eq. 1, with a budget in place of its unlike units),
 * weighted by a factor that rises while the budget is exceeded and falls while it is not.
 */
public final class GumbelGate implements TrainingMethod {

  /** Name of the tensor with the parameters. */
  public static final String PARAMETERS = "gate.parameters";

  private static final String LAMBDAS = "gate.lambdas";
  private static final double FIRST_LAMBDA = 10;
  private static final double LAMBDA_RATE = 50;
  private static final double HOT = 5;
  private static final double COLD = 0.5;

  private final SharedNetwork shared;
  private final QuantizationPoints points;
  private final List<Integer> widths;
  private final RecurrentGate gate;
  private final List<GateBudget> budgets;
  private final double rate;

  /**
   * Prepares.
   *
   * @param shared network trained for several precisions
   * @param gate its sizes and first values
   * @param budgets that are drawn from
   * @param rate of Adam, constant; the averaged parameters are the smoother ones
   */
  public GumbelGate(
      SharedNetwork shared, RecurrentGate gate, List<GateBudget> budgets, double rate) {
    this.shared = shared;
    this.points = shared.points();
    this.widths = shared.widths();
    this.gate = gate;
    this.budgets = List.copyOf(budgets);
    this.rate = rate;
    if (gate.layers() != points.convolutions().size()) {
      throw new IllegalArgumentException(
          "a gate for %d layers; the network has %d with options"
              .formatted(gate.layers(), points.convolutions().size()));
    }
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "method",
        "gumbel-gate",
        "gateRate",
        Double.toString(rate),
        "start",
        shared.network().digest().hex() + " " + gate.fingerprint(),
        "budgets",
        budgets.stream().map(GateBudget::fingerprint).collect(Collectors.joining(" ")));
  }

  @Override
  public boolean frozen() {
    return true;
  }

  /** Values to start from, for {@code TrainingJob.start}. */
  public Map<String, float[]> start() {
    return SharedNetworks.tensors(shared);
  }

  @Override
  public Map<TensorSpec, float[]> tensors() {
    Map<TensorSpec, float[]> tensors = new LinkedHashMap<>(FrozenTensors.of(shared));
    tensors.put(
        new TensorSpec(PARAMETERS, List.of(gate.parameters().length), new Update.Adam(rate)),
        gate.parameters());
    float[] lambdas = new float[budgets.size()];
    java.util.Arrays.fill(lambdas, (float) FIRST_LAMBDA);
    tensors.put(
        new TensorSpec(LAMBDAS, List.of(lambdas.length), new Update.Descent(LAMBDA_RATE, 0)),
        lambdas);
    return tensors;
  }

  @Override
  public Map<String, String> script() {
    Map<String, String> methods = new LinkedHashMap<>(FakeQuantizationScript.of(widths));
    methods.putAll(WidthScript.of(widths, shared.masterBits()));
    methods.putAll(gate.script());
    return methods;
  }

  /** Evaluation shows the widest width: there are no running statistics for a choice. */
  @Override
  public LayerHook layers(Pass pass) {
    int bits = widths.get(0);
    return new FakeQuantization(
        points, pass, WidthChoice.uniform(points, bits, bits), shared.masterBits());
  }

  @Override
  public NDArray loss(TrainingPass pass) {
    SplittableRandom random = pass.random();
    int drawn = random.nextInt(budgets.size());
    GateBudget budget = budgets.get(drawn);
    PooledInputs seen = new PooledInputs(shared, pass, gate.gains());
    NDArray teacher = pass.logits(seen, true);

    NDArray logs = logs(pass, seen.means(), budget);
    float[] noise = noise(random);
    float[] perturbed = logs.toFloatArray();
    for (int i = 0; i < noise.length; i++) {
      perturbed[i] += noise[i];
    }
    int[] choice = largest(perturbed);
    NDArray shares =
        pass.call(
            "gate_soften",
            logs,
            pass.manager().create(noise, new Shape(gate.layers(), gate.options().size())),
            pass.manager().create(temperature(pass)));
    NDArray student =
        pass.logits(
            new WidthGradients(
                shared,
                pass,
                widths(choice, budget),
                ofWeights(pass, shares),
                ofActivations(pass, shares)),
            true);
    return pass.crossEntropy(student)
        .add(pass.call("imitate", student, teacher))
        .add(price(pass, shares, choice, drawn));
  }

  /** Falls by equal factors. */
  private static float temperature(TrainingPass pass) {
    double done = pass.step() / (double) Math.max(1, pass.steps() - 1);
    return (float) (HOT * Math.pow(COLD / HOT, done));
  }

  private NDArray logs(Pass pass, List<NDArray> means, GateBudget budget) {
    List<NDArray> arguments = new ArrayList<>(means);
    arguments.add(pass.tensor(PARAMETERS));
    arguments.add(pass.manager().create(floats(budget.code())));
    return pass.call(GateScript.GATE, arguments.toArray(NDArray[]::new));
  }

  private float[] noise(SplittableRandom random) {
    float[] noise = new float[gate.layers() * gate.options().size()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) -Math.log(-Math.log(random.nextDouble(Double.MIN_NORMAL, 1)));
    }
    return noise;
  }

  private int[] largest(float[] values) {
    int options = gate.options().size();
    int[] choice = new int[gate.layers()];
    for (int l = 0; l < choice.length; l++) {
      for (int o = 1; o < options; o++) {
        choice[l] = values[l * options + o] > values[l * options + choice[l]] ? o : choice[l];
      }
    }
    return choice;
  }

  private WidthChoice widths(int[] choice, GateBudget budget) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    Map<String, Integer> reads = new LinkedHashMap<>();
    for (int l = 0; l < choice.length; l++) {
      GateOption option = gate.options().get(choice[l]);
      weights.put(points.convolutions().get(l).name(), option.weightBits());
      reads.put(points.convolutions().get(l).name(), option.activationBits());
    }
    for (Parametric outer : points.outer()) {
      weights.put(outer.name(), budget.outerBits());
    }
    return new WidthChoice(weights, WidthChoice.byLayer(points, reads).activations());
  }

  private Map<String, NDArray> ofWeights(Pass pass, NDArray shares) {
    NDArray table = table(pass, GateOption::weightBits);
    Map<String, NDArray> ofWeights = new LinkedHashMap<>();
    for (Conv conv : points.convolutions()) {
      ofWeights.put(conv.name(), of(pass, shares, List.of(conv), table));
    }
    return ofWeights;
  }

  /** What several convolutions read hears from all of them. */
  private Map<String, NDArray> ofActivations(Pass pass, NDArray shares) {
    NDArray table = table(pass, GateOption::activationBits);
    Map<String, NDArray> ofActivations = new LinkedHashMap<>();
    points
        .readers()
        .forEach((point, convs) -> ofActivations.put(point, of(pass, shares, convs, table)));
    return ofActivations;
  }

  private NDArray of(Pass pass, NDArray shares, List<Conv> convs, NDArray table) {
    float[] rows = new float[gate.layers()];
    convs.forEach(conv -> rows[points.convolutions().indexOf(conv)] = 1);
    return pass.call("gate_widths", shares, pass.manager().create(rows), table);
  }

  /** Which width an option has: options x widths. */
  private NDArray table(Pass pass, Function<GateOption, Integer> width) {
    float[] table = new float[gate.options().size() * widths.size()];
    for (int o = 0; o < gate.options().size(); o++) {
      table[o * widths.size() + widths.indexOf(width.apply(gate.options().get(o)))] = 1;
    }
    return pass.manager().create(table, new Shape(gate.options().size(), widths.size()));
  }

  /** What exceeds the budget, in bit operations and in bytes, and the gradient of its factor. */
  private NDArray price(Pass pass, NDArray shares, int[] choice, int drawn) {
    GateBudget budget = budgets.get(drawn);
    NDArray lambdas = pass.tensor(LAMBDAS);
    float[] mask = new float[budgets.size()];
    mask[drawn] = 1;
    NDArray lambda = pass.call("gate_lambda", pass.manager().create(mask), lambdas);
    double bops = budget.bops(choice);
    double bytes = budget.bytes(choice);
    mask[drawn] = (float) (1 - Math.max(bops, bytes));
    return pass.call("gate_dual", pass.manager().create(mask), lambdas)
        .add(excess(pass, shares, budget.bops(), bops, lambda))
        .add(excess(pass, shares, budget.bytes(), bytes, lambda));
  }

  private NDArray excess(Pass pass, NDArray shares, double[][] costs, double part, NDArray lambda) {
    float[] flat = new float[gate.layers() * gate.options().size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) costs[i / gate.options().size()][i % gate.options().size()];
    }
    NDArray table = pass.manager().create(flat, new Shape(gate.layers(), gate.options().size()));
    NDArray over = pass.manager().create((float) (part - 1));
    return pass.call("gate_excess", shares, table, over, lambda);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Override
  public void stepFinished(long step, long steps, Function<String, NDArray> tensors) {
    NDArray lambdas = tensors.apply(LAMBDAS);
    try (NDArray positive = lambdas.maximum(0f)) {
      lambdas.subi(lambdas).addi(positive);
    }
  }
}
