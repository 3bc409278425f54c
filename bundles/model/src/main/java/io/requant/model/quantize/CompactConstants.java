package io.requant.model.quantize;

import io.requant.model.arithmetic.Bits;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Parametric;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Sparsity;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network and the entries of its one policy from the few numbers that a packed file stores.
 *
 * <p>Lab and gateway compute the same constants to the bit: everything is integers, powers of two
 * and single divisions of doubles, which Java defines exactly.
 */
public final class CompactConstants {

  private static final int DEAD_SHIFT = 23;
  private static final double BIAS_LIMIT = (1 << 30) - 1;

  private final Graph graph;
  private final FusionPlan plan;
  private final Iterator<PlannedStep> rest;
  private final Map<String, Double> scales = new HashMap<>();
  private final List<LayerPolicy> entries = new ArrayList<>();
  private final Map<String, LayerWeights> weights = new LinkedHashMap<>();
  private final Sparsity sparsity;

  private CompactConstants(Graph graph, Sparsity sparsity) {
    this.graph = graph;
    this.plan = FusionPlan.of(graph);
    this.sparsity = sparsity;
    this.rest = plan.steps().iterator();
    scales.put(Graph.INPUT, inputScale(graph));
  }

  /**
   * Starts, so that the weights of one step after another can be given and forgotten.
   *
   * @param graph topology
   * @param sparsity pattern of the zeros
   */
  public static CompactConstants of(Graph graph, Sparsity sparsity) {
    return new CompactConstants(graph, sparsity);
  }

  /** Real value of one step of the input: the one at which the pixel range just fits. */
  static double inputScale(Graph graph) {
    return InputEncoder.fittingScale(graph.normalisation());
  }

  /**
   * What the numbers stand for.
   *
   * @param network integer weights at the widths of the policy; scales from its factors
   * @param entries of the policy
   */
  public record Expanded(Network network, List<LayerPolicy> entries) {}

  /**
   * Adds the next requantizing step.
   *
   * @param compact its constants
   * @param integers its weights, null if it has none; not kept
   * @throws IllegalArgumentException if they do not fit the graph, or there is no further step
   */
  public void add(CompactStep compact, short[] integers) {
    PlannedStep step = next();
    if (step == null) {
      throw new IllegalArgumentException(
          "more steps than network '%s' has".formatted(graph.name()));
    }
    add(step, compact, integers);
  }

  /** The next step that requantizes; what is between keeps its scale. */
  private PlannedStep next() {
    while (rest.hasNext()) {
      PlannedStep step = rest.next();
      if (step.requantizes()) {
        return step;
      }
      scales.put(step.output(), scales.get(step.input()));
    }
    return null;
  }

  /**
   * What all steps together stand for.
   *
   * @throws IllegalArgumentException if steps are missing
   */
  public Expanded expanded() {
    PlannedStep missing = next();
    if (missing != null) {
      throw new IllegalArgumentException(
          "step '%s' of network '%s' is missing".formatted(missing.anchor().name(), graph.name()));
    }
    return new Expanded(new Network(graph, inputScale(graph), weights), entries);
  }

  private void add(PlannedStep step, CompactStep compact, short[] integers) {
    double input = scales.get(step.input());
    double residual = step.residual() == null ? 0 : scales.get(step.residual());
    LayerPolicy entry = entry(plan, step, compact, input, residual, integers, sparsity);
    double output = compact.realScale();
    entries.add(entry);
    scales.put(step.output(), output);
    if (step.anchor() instanceof Parametric layer) {
      float[] steps = new float[layer.outChannels()];
      for (int c = 0; c < steps.length; c++) {
        double factor = Math.scalb((double) entry.multipliers()[c], -entry.shifts()[c]);
        steps[c] = (float) Math.max(Float.MIN_NORMAL, factor * output / input);
      }
      weights.put(
          layer.name(), new LayerWeights(BitPlanes.of(compact.weightBits(), integers), steps));
    }
  }

  /**
   * The entry of one step.
   *
   * @param input scale of what it reads
   * @param residual scale of what it adds, 0 if it adds nothing
   * @param integers its weights, null if it has none
   */
  static LayerPolicy entry(
      FusionPlan plan,
      PlannedStep step,
      CompactStep compact,
      double input,
      double residual,
      short[] integers,
      Sparsity sparsity) {
    Layer layer = step.anchor();
    LayerPolicy.Builder entry = LayerPolicy.of(layer.name());
    double scale = compact.realScale();
    int bits = Bits.check("result of layer '" + layer.name() + "'", compact.activationBits());
    double cap = step.relu() == null ? Double.POSITIVE_INFINITY : step.relu().cap();
    int most = Bits.activationHigh(bits, step.signed());
    int high = (int) Math.min(most, Math.max(1, Math.rint(cap / scale)));
    entry.output(bits, Bits.activationLow(bits, step.signed()), high, (float) scale);
    if (residual != 0) {
      entry.residual(StepConstants.requantizer(residual / scale));
    }
    if (layer instanceof Parametric parametric) {
      weighted(entry, parametric, compact, integers);
      entry.sparsity(sparsity);
    } else {
      StepConstants.plain(entry, input / plan.averaged(layer), scale);
    }
    return entry.build();
  }

  private static void weighted(
      LayerPolicy.Builder entry, Parametric layer, CompactStep compact, short[] integers) {
    int channels = layer.outChannels();
    if (compact.factors().length != channels || compact.offsets().length != channels) {
      throw new IllegalArgumentException(
          "layer '" + layer.name() + "' needs " + channels + " factors and offsets");
    }
    boolean[] live = live(integers, channels);
    int[] multipliers = new int[channels];
    byte[] shifts = new byte[channels];
    int[] bias = new int[channels];
    for (int c = 0; c < channels; c++) {
      int factor = live[c] ? compact.factors()[c] : DEAD_SHIFT << CompactStep.FRACTION_BITS;
      var requantizer = CompactStep.requantizer(factor);
      multipliers[c] = requantizer.multiplier();
      shifts[c] = (byte) requantizer.shift();
      double steps = compact.offsets()[c] / (CompactStep.OFFSET_PARTS * requantizer.factor());
      if (!(Math.abs(steps) <= BIAS_LIMIT)) {
        throw new IllegalArgumentException(
            "layer '%s', channel %d: its bias is %.3g steps of its accumulator"
                .formatted(layer.name(), c, steps));
      }
      bias[c] = (int) Math.rint(steps);
    }
    entry.weights(compact.weightBits(), new byte[0], bias).requantize(multipliers, shifts);
  }

  /** Which channels have a weight other than zero: the factors of the others are not stored. */
  public static boolean[] live(short[] integers, int channels) {
    boolean[] live = new boolean[channels];
    int perChannel = integers.length / channels;
    for (int i = 0; i < integers.length; i++) {
      live[i / perChannel] |= integers[i] != 0;
    }
    return live;
  }
}
