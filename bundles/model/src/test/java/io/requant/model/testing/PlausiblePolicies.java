package io.requant.model.testing;

import io.requant.model.arithmetic.Bits;
import io.requant.model.arithmetic.Requantizer;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Policies of one width whose scales agree with each other, made without data: each output scale
 * follows from the size of the weights, so that activations spread over their range.
 */
public final class PlausiblePolicies {

  /** Scale and typical size (root mean square) of a tensor, both real. */
  private record Tensor(double scale, double size) {}

  private final Network network;
  private final FusionPlan plan;
  private final Map<String, Tensor> tensors = new HashMap<>();

  private PlausiblePolicies(Network network) {
    this.network = network;
    this.plan = FusionPlan.of(network.graph());
  }

  /**
   * A policy named {@code wXaY}; the first and last layer have 8-bit weights (or what the master
   * holds, if less), and the last layer reads and gives 8 bits and 16 bits.
   */
  public static Policy uniform(Network network, int weightBits, int activationBits) {
    return new PlausiblePolicies(network).build(weightBits, activationBits);
  }

  private Policy build(int weightBits, int activationBits) {
    Graph graph = network.graph();
    List<Parametric> parametric = graph.parametricLayers();
    Parametric first = parametric.get(0);
    Parametric last = parametric.get(parametric.size() - 1);
    tensors.put(Graph.INPUT, new Tensor(network.inputScale(), 64 * network.inputScale()));
    String lastInput = graph.layer(last.name()).inputs().get(0);
    PlannedStep beforeLast = plan.scaleSource(lastInput);
    List<LayerPolicy> layers = new ArrayList<>();
    for (PlannedStep step : plan.steps()) {
      if (!step.requantizes()) {
        tensors.put(step.output(), tensors.get(step.input()));
        continue;
      }
      int out = activationBits;
      if (step.equals(beforeLast)) {
        out = 8;
      } else if (step.anchor() == last) {
        out = 16;
      }
      boolean outer = step.anchor() == first || step.anchor() == last;
      layers.add(layer(step, outer ? 8 : weightBits, out));
    }
    return new Policy(
        "w" + weightBits + "a" + activationBits,
        network.digest(),
        layers,
        CostModel.of(graph, layers),
        Optional.empty());
  }

  private LayerPolicy layer(PlannedStep step, int wantedBits, int activationBits) {
    Tensor in = tensors.get(step.input());
    Tensor residual = step.residual() == null ? null : tensors.get(step.residual());
    double squared = residual == null ? 0 : Math.pow(residual.size(), 2);
    LayerPolicy.Builder layer = LayerPolicy.of(step.anchor().name());
    double[] factors;
    if (step.anchor() instanceof Parametric parametric) {
      LayerWeights master = network.weights().get(parametric.name());
      int bits = Math.min(wantedBits, master.bits());
      int channels = parametric.outChannels();
      layer.weights(bits, new byte[0], new int[channels]);
      factors = new double[channels];
      short[] weights = master.derive(bits, new byte[0]);
      double sum = 1e-12;
      for (int i = 0; i < weights.length; i++) {
        int channel = i / parametric.weightsPerChannel();
        factors[channel] = in.scale() * master.derivedScale(channel, bits, new byte[0]);
        sum += Math.pow(weights[i] * factors[channel], 2);
      }
      squared += sum / channels * Math.pow(in.size() / in.scale(), 2);
    } else {
      factors = new double[] {in.scale() / plan.averaged(step.anchor())};
      squared += Math.pow(in.size(), 2);
    }
    boolean signed = step.signed();
    int low = Bits.activationLow(activationBits, signed);
    int high = Bits.activationHigh(activationBits, signed);
    double size = Math.sqrt(squared);
    double scale = (float) (3 * size / high);
    if (step.relu() != null && step.relu().capped()) {
      high = (int) Math.max(1, Math.min(high, Math.round(step.relu().cap() / scale)));
    }
    tensors.put(step.output(), new Tensor(scale, signed ? size : size * Math.sqrt(0.5)));
    int[] multipliers = new int[factors.length];
    byte[] shifts = new byte[factors.length];
    for (int c = 0; c < factors.length; c++) {
      Requantizer constants = Requantizer.of(factors[c] / scale);
      multipliers[c] = constants.multiplier();
      shifts[c] = (byte) constants.shift();
    }
    return layer
        .output(activationBits, low, high, (float) scale)
        .requantize(multipliers, shifts)
        .residual(residual == null ? null : Requantizer.of(residual.scale() / scale))
        .build();
  }
}
