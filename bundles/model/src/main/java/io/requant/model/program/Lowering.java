package io.requant.model.program;

import io.requant.model.arithmetic.Bits;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.arithmetic.Requantizer;
import io.requant.model.graph.AvgPool;
import io.requant.model.graph.Conv;
import io.requant.model.graph.GlobalAvgPool;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.MaxPool;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Subsample;
import io.requant.model.graph.Window;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Turns a network and a policy into a {@link Program}; one instance per lowering. */
final class Lowering {

  private static final Window UNIT = Window.square(1, 1, 0);

  private final Network network;
  private final Policy policy;
  private final Graph graph;
  private final FusionPlan plan;
  private final List<TensorSpec> tensors = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Integer> index = new HashMap<>();
  private double outputScale;

  Lowering(Network network, Policy policy) {
    this.network = network;
    this.policy = policy;
    this.graph = network.graph();
    this.plan = FusionPlan.of(graph);
    this.outputScale = network.inputScale();
  }

  Program run() {
    if (!policy.network().equals(network.digest())) {
      throw new PolicyMismatchException(
          "policy '%s' was made for network %s; this is '%s', %s"
              .formatted(
                  policy.name(),
                  policy.network().brief(),
                  network.name(),
                  network.digest().brief()));
    }
    int needed = plan.requantizingSteps().size();
    if (policy.layers().size() != needed) {
      throw new PolicyMismatchException(
          "policy '%s' has %d layers; network '%s' has %d steps to requantize"
              .formatted(policy.name(), policy.layers().size(), network.name(), needed));
    }
    add(Graph.INPUT, InputEncoder.BITS, true);
    Iterator<LayerPolicy> layers = policy.layers().iterator();
    for (PlannedStep step : plan.steps()) {
      steps.add(step.requantizes() ? requantizing(step, layers.next()) : moving(step));
    }
    int output = index.get(graph.output().name());
    return new Program(tensors, steps, output, outputScale);
  }

  private int add(String tensor, int bits, boolean signed) {
    index.put(tensor, tensors.size());
    tensors.add(new TensorSpec(tensor, graph.shape(tensor), bits, signed));
    return tensors.size() - 1;
  }

  private Step moving(PlannedStep step) {
    int in = index.get(step.input());
    TensorSpec spec = tensors.get(in);
    int out = add(step.output(), spec.bits(), spec.signed());
    Layer layer = step.anchor();
    if (layer instanceof MaxPool pool) {
      return new Step.Maximum(layer.name(), in, out, pool.window());
    }
    if (layer instanceof Subsample pick) {
      return new Step.Pick(layer.name(), in, out, pick.stride(), pick.channelsBefore());
    }
    return new Step.Reshape(layer.name(), in, out);
  }

  private Step requantizing(PlannedStep step, LayerPolicy p) {
    Layer layer = step.anchor();
    if (!p.layer().equals(layer.name())) {
      throw mismatch(layer, "the policy's entry in its place is for '" + p.layer() + "'");
    }
    if (step.signed() ? p.low() >= 0 : p.low() != 0) {
      throw mismatch(
          layer,
          "its output is %s, but the policy clamps it to %d..%d"
              .formatted(step.signed() ? "signed" : "rectified", p.low(), p.high()));
    }
    if ((step.residual() == null) != (p.residual() == null)) {
      throw mismatch(layer, "the policy and the network disagree on a residual operand");
    }
    int in = index.get(step.input());
    int residual = step.residual() == null ? -1 : index.get(step.residual());
    int out = add(step.output(), p.activationBits(), step.signed());
    outputScale = p.outputScale();
    if (layer instanceof Parametric parametric) {
      return convolve(parametric, p, in, residual, out);
    }
    if (p.weightBits() != 0 || p.shifts().length != 1) {
      throw mismatch(layer, "the policy gives weights to a layer that has none");
    }
    Requantizer scale = new Requantizer(p.multipliers()[0], p.shifts()[0]);
    if (layer instanceof AvgPool pool) {
      Window w = pool.window();
      checkSum(layer, in, w.area());
      return new Step.Average(
          layer.name(),
          in,
          out,
          w.kernelHeight(),
          w.kernelWidth(),
          w.strideY(),
          w.strideX(),
          w.padTop(),
          w.padLeft(),
          scale,
          p.low(),
          p.high());
    }
    if (layer instanceof GlobalAvgPool) {
      Shape s = tensors.get(in).shape();
      checkSum(layer, in, s.height() * s.width());
      return new Step.Average(
          layer.name(), in, out, s.height(), s.width(), 1, 1, 0, 0, scale, p.low(), p.high());
    }
    return new Step.Rescale(
        layer.name(), in, residual, out, scale, p.residual(), p.low(), p.high());
  }

  private Step convolve(Parametric layer, LayerPolicy p, int in, int residual, int out) {
    if (p.bias().length != layer.outChannels()) {
      throw new PolicyMismatchException(
          "layer '%s' has %d output channels; policy '%s' has constants for %d"
              .formatted(layer.name(), layer.outChannels(), policy.name(), p.bias().length));
    }
    LayerWeights master = network.weights().get(layer.name());
    if (p.weightBits() > master.bits()) {
      throw new PolicyMismatchException(
          "layer '%s': policy '%s' wants %d weight bits; the network stores %d"
              .formatted(layer.name(), policy.name(), p.weightBits(), master.bits()));
    }
    short[] weights = master.derive(p.weightBits(), p.ratios());
    Window window = layer instanceof Conv conv ? conv.window() : UNIT;
    int groups = layer instanceof Conv conv ? conv.groups() : 1;
    return new Step.Convolve(
        layer.name(),
        in,
        residual,
        out,
        window,
        groups,
        p.weightBits(),
        weights,
        p.bias(),
        p.multipliers(),
        p.shifts(),
        p.residual(),
        p.low(),
        p.high(),
        accumulatorBound(layer, tensors.get(in).magnitude(), weights, p.bias()));
  }

  /** max over channels of magnitude x sum |w| + |bias|: no order of summation can exceed it. */
  private static long accumulatorBound(
      Parametric layer, int magnitude, short[] weights, int[] bias) {
    int perChannel = layer.weightsPerChannel();
    long bound = 0;
    for (int c = 0; c < bias.length; c++) {
      long sum = 0;
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        sum += Math.abs(weights[i]);
      }
      bound = Math.max(bound, sum * magnitude + Math.abs((long) bias[c]));
    }
    if (bound > Requantizer.MAX_ACCUMULATOR) {
      throw new PolicyMismatchException(
          "layer '" + layer.name() + "' can reach an accumulator of " + bound + ", above 2^46");
    }
    return bound;
  }

  private void checkSum(Layer layer, int in, int elements) {
    if ((long) elements * tensors.get(in).magnitude() > Integer.MAX_VALUE) {
      throw mismatch(layer, "its sum of " + elements + " elements does not fit 32 bits");
    }
  }

  private PolicyMismatchException mismatch(Layer layer, String why) {
    return new PolicyMismatchException(
        "policy '" + policy.name() + "' does not fit layer '" + layer.name() + "': " + why);
  }

  static {
    assert Bits.MAX <= Short.SIZE : "weights are held as shorts";
  }
}
