package io.requant.model.onnx;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Flatten;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Linear;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Subsample;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.program.TensorSpec;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a network under a policy as a graph on reals that rounds exactly where our integers do.
 *
 * <p>Every tensor has the policy's output scale. Factors M / 2^n go into the scales with which
 * readers see a tensor and into the weights' scales, so the graph's reals are our integers times a
 * scale, but for the rounding of float sums.
 */
final class QuantizedGraphWriter {

  private static final int BYTE = 8;

  private final Network network;
  private final Policy policy;
  private final Graph graph;
  private final Program program;
  private final OnnxWriter out;
  private final LayerWriter layers;
  private final QuantDialect dialect;
  private final Wire[] wires;
  private final Grid[] grids;
  private Wire result;

  QuantizedGraphWriter(Network network, Policy policy, QuantDialect.Factory dialects) {
    this.network = network;
    this.policy = policy;
    this.graph = network.graph();
    this.program = Program.of(network, policy);
    this.out = new OnnxWriter(graph.name());
    this.layers = new LayerWriter(graph, out);
    this.dialect = dialects.create(out, layers, isWide(program));
    this.wires = new Wire[program.tensors().size()];
    this.grids = new Grid[wires.length];
  }

  private static boolean isWide(Program program) {
    boolean wide = false;
    for (int t = 0; t < program.tensors().size(); t++) {
      wide |= t != program.output() && program.tensors().get(t).bits() > BYTE;
    }
    for (Step step : program.steps()) {
      wide |= step instanceof Step.Convolve convolve && convolve.weightBits() > BYTE;
    }
    return wide;
  }

  byte[] write() {
    Wire input = Wire.map(Graph.INPUT, graph.inputShape());
    out.input(Graph.INPUT, input.dims());
    TensorSpec spec = program.tensors().get(program.input());
    Grid grid =
        new Grid((float) network.inputScale(), InputEncoder.BITS, true, spec.low(), spec.high());
    store(program.input(), dialect.quantize(Graph.INPUT, input, grid), grid);
    Iterator<PlannedStep> plan = FusionPlan.of(graph).steps().iterator();
    Iterator<LayerPolicy> constants = policy.layers().iterator();
    for (Step step : program.steps()) {
      PlannedStep planned = plan.next();
      if (planned.requantizes()) {
        compute(step, planned.anchor(), constants.next());
      } else {
        move(step, planned.anchor());
      }
    }
    Wire reals = logitsAsReals();
    Wire logits = reals.through(out.node("Identity", "logits", List.of(reals.value())));
    out.output(logits.value(), logits.dims());
    return out.finish(dialect.irVersion(), dialect.operatorSets(), metadata());
  }

  private Wire logitsAsReals() {
    int last = program.output();
    return result != null ? result : dialect.read(wires[last], grids[last], grids[last].scale());
  }

  private Map<String, String> metadata() {
    Map<String, String> entries = new LinkedHashMap<>(ModelMetadata.of(graph));
    entries.put(ModelMetadata.INPUT_SCALE, String.valueOf(network.inputScale()));
    entries.put(ModelMetadata.NETWORK_DIGEST, network.digest().hex());
    entries.put(ModelMetadata.POLICY, policy.name());
    entries.put(ModelMetadata.POLICY_DIGEST, policy.digest().hex());
    return entries;
  }

  private void store(int tensor, Wire wire, Grid grid) {
    wires[tensor] = wire;
    grids[tensor] = grid;
  }

  /**
   * Reals of a stored tensor, each of its steps counting {@code steps} output steps of size scale.
   */
  private Wire read(Wire stored, int tensor, double steps, double scale) {
    return dialect.read(stored, grids[tensor], (float) (steps * scale));
  }

  /**
   * Elements move as integers as far as operators allow: ONNX Runtime puts nodes of its own behind
   * a DequantizeLinear that feeds a reshape or a slice, of the wrong type from operator set 21 on
   * (issue 25526).
   */
  private void move(Step step, Layer layer) {
    Grid grid = grids[step.input()];
    Wire stored = layers.asMap(wires[step.input()]);
    if (layer instanceof Flatten flatten) {
      stored = layers.flatten(flatten, stored);
    } else if (layer instanceof MaxPool pool) {
      Wire in = dialect.read(stored, grid, grid.scale());
      stored = dialect.keep(layer.name(), layers.maxPool(layer.name(), pool.window(), in), grid);
    } else if (layer instanceof Subsample subsample) {
      stored = layers.thin(subsample, stored);
      if (LayerWriter.pads(subsample)) {
        Wire wide = layers.widen(subsample, dialect.read(stored, grid, grid.scale()));
        stored = dialect.keep(layer.name(), wide, grid);
      }
    }
    store(step.output(), stored, grid);
  }

  private void compute(Step step, Layer layer, LayerPolicy p) {
    float scale = p.outputScale();
    Wire value;
    if (step instanceof Step.Convolve convolve) {
      value = convolve(convolve, (Parametric) layer, scale);
    } else if (step instanceof Step.Average average) {
      value = average(average, layer, scale);
    } else {
      Step.Rescale rescale = (Step.Rescale) step;
      Wire in = read(matched(step), step.input(), rescale.scale().factor(), scale);
      value = lift(layer.name() + "/half", rescale.scale(), scale, in);
    }
    Requantizer residual = p.residual();
    if (residual != null) {
      Wire stored = wires[step.residual()];
      stored = value.flat() ? layers.asRow(stored) : layers.asMap(stored);
      Wire other = residual(layer.name() + "/residual", stored, step.residual(), residual, scale);
      value = layers.add(layer.name() + "/add", value, other);
    }
    boolean signed = p.low() < 0;
    if (!signed) {
      value = layers.rectify(layer.name() + "/relu", Double.POSITIVE_INFINITY, value);
    }
    Grid grid = new Grid(scale, p.activationBits(), signed, p.low(), p.high());
    if (step.output() == program.output()) {
      result = dialect.result(layer.name(), value, grid);
    } else {
      store(step.output(), dialect.quantize(layer.name(), value, grid), grid);
    }
  }

  /** The stored input of a step with the rank of its residual operand. */
  private Wire matched(Step step) {
    Wire stored = wires[step.input()];
    boolean row = step.residual() >= 0 && wires[step.residual()].flat();
    return row ? layers.asRow(stored) : stored;
  }

  private Wire convolve(Step.Convolve step, Parametric layer, float scale) {
    float inputScale = grids[step.input()].scale();
    Wire stored = wires[step.input()];
    stored = layer instanceof Linear ? layers.asRow(stored) : layers.asMap(stored);
    Wire in = dialect.read(stored, grids[step.input()], inputScale);
    int channels = layer.outChannels();
    float[] weightScales = new float[channels];
    float[] accumulatorScales = new float[channels];
    float[] halves = new float[channels];
    for (int c = 0; c < channels; c++) {
      Requantizer r = new Requantizer(step.multipliers()[c], step.shifts()[c]);
      weightScales[c] = (float) (r.factor() * scale / inputScale);
      accumulatorScales[c] = (float) (r.factor() * scale);
      halves[c] = (float) (TieBreak.steps(r.multiplier(), r.shift()) * scale);
    }
    int[] ordered = new int[step.weights().length];
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = step.weights()[LayerWriter.weightIndex(layer, in, i)];
    }
    String weights = dialect.weights(layer, ordered, step.weightBits(), weightScales);
    String bias = dialect.bias(layer, step.bias(), accumulatorScales, halves);
    return layers.convolve(layer, in, weights, bias);
  }

  private Wire average(Step.Average step, Layer layer, float scale) {
    double area = (double) step.kernelHeight() * step.kernelWidth();
    Wire stored = layers.asMap(wires[step.input()]);
    Wire in = read(stored, step.input(), step.scale().factor() * area, scale);
    Wire mean =
        layer instanceof AvgPool pool
            ? layers.averagePool(layer.name(), pool.window(), in)
            : layers.globalAverage(layer.name(), in);
    return lift(layer.name() + "/half", step.scale(), scale, mean);
  }

  /** The residual operand, rounded to the output's steps but not limited. */
  private Wire residual(String name, Wire stored, int tensor, Requantizer r, float scale) {
    Wire real = read(stored, tensor, r.factor(), scale);
    Grid source = grids[tensor];
    long low = Requantizer.apply(source.low(), r.multiplier(), r.shift());
    long high = Requantizer.apply(source.high(), r.multiplier(), r.shift());
    // More than 16 bits saturate any output: there a residual that is not rounded does no harm.
    Grid grid = Grid.covering(scale, low, high).orElse(null);
    if (TieBreak.exact(r) || grid == null) {
      return real;
    }
    return dialect.round(name, lift(name + "/half", r, scale, real), grid);
  }

  private Wire lift(String name, Requantizer r, float scale, Wire in) {
    double steps = TieBreak.steps(r.multiplier(), r.shift());
    if (steps == 0) {
      return in;
    }
    String half = out.scalar(name + "/steps", (float) (steps * scale));
    return in.through(out.node("Add", name, List.of(in.value(), half)));
  }
}
