package io.requant.model.testing;

import io.requant.model.arithmetic.Bits;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.arithmetic.Requantizer;
import io.requant.model.cost.CostModel;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.Policy;
import io.requant.model.policy.Sparsity;
import io.requant.model.program.FusionPlan;
import io.requant.model.program.FusionPlan.PlannedStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Random policies that fit a network: any width, any ratio, any constants, in part so chosen that
 * activations spread over their range, in part extreme (saturation, ties, accumulators beyond 32
 * bits, narrow clamps). Scales are random too and mean nothing.
 */
public final class RandomPolicies {

  private final RandomGenerator random;
  private final Network network;
  private final FusionPlan plan;
  private final int mostWeightBits;
  private final int mostActivationBits;

  /** Largest magnitude of each tensor, after pools and copies. */
  private final Map<String, Integer> magnitudes = new HashMap<>();

  private RandomPolicies(
      RandomGenerator random, Network network, int mostWeightBits, int mostActivationBits) {
    this.random = random;
    this.network = network;
    this.plan = FusionPlan.of(network.graph());
    this.mostWeightBits = mostWeightBits;
    this.mostActivationBits = mostActivationBits;
  }

  /** A random policy with widths up to 16 bits. */
  public static Policy policy(RandomGenerator random, Network network) {
    return policy(random, network, Bits.MAX, Bits.MAX);
  }

  /** A random policy with limited widths, for engines that take no more. */
  public static Policy policy(
      RandomGenerator random, Network network, int mostWeightBits, int mostActivationBits) {
    return new RandomPolicies(random, network, mostWeightBits, mostActivationBits).build();
  }

  private Policy build() {
    magnitudes.put(Graph.INPUT, 1 << (InputEncoder.BITS - 1));
    List<LayerPolicy> layers = new ArrayList<>();
    for (PlannedStep step : plan.steps()) {
      if (step.requantizes()) {
        layers.add(layer(step));
      } else {
        magnitudes.put(step.output(), magnitudes.get(step.input()));
      }
    }
    return new Policy(
        "random-" + Integer.toHexString(random.nextInt()),
        network.digest(),
        layers,
        CostModel.of(network.graph(), layers),
        Optional.empty());
  }

  private LayerPolicy layer(PlannedStep step) {
    int bits = width(mostActivationBits);
    boolean signed = step.signed();
    int low = Bits.activationLow(bits, signed);
    int high = Bits.activationHigh(bits, signed);
    if (random.nextInt(4) == 0) {
      low = signed ? random.nextInt(low, 0) : 0;
      high = random.nextInt(signed ? low : 0, high + 1);
    }
    LayerPolicy.Builder layer =
        LayerPolicy.of(step.anchor().name())
            .output(bits, low, high, (float) Math.pow(10, -3 * random.nextDouble()))
            .sparsity(Sparsity.values()[random.nextInt(Sparsity.values().length)]);
    int magnitude = magnitudes.get(step.input());
    int span = Bits.activationHigh(bits, signed);
    boolean extreme = random.nextInt(5) == 0;
    if (step.anchor() instanceof Parametric parametric) {
      weights(layer, parametric, magnitude, span, extreme);
    } else {
      Requantizer scale =
          constants((double) magnitude * plan.averaged(step.anchor()), span, extreme);
      layer.requantize(new int[] {scale.multiplier()}, new byte[] {(byte) scale.shift()});
    }
    if (step.residual() != null) {
      layer.residual(constants(magnitudes.get(step.residual()), span, random.nextInt(5) == 0));
    }
    magnitudes.put(
        step.output(),
        Math.max(-Bits.activationLow(bits, signed), Bits.activationHigh(bits, signed)));
    return layer.build();
  }

  private void weights(
      LayerPolicy.Builder layer, Parametric parametric, int magnitude, int span, boolean extreme) {
    LayerWeights master = network.weights().get(parametric.name());
    int bits = width(Math.min(mostWeightBits, master.bits()));
    int channels = parametric.outChannels();
    byte[] ratios = new byte[random.nextBoolean() ? channels : 0];
    for (int c = 0; c < ratios.length; c++) {
      ratios[c] =
          (byte) (random.nextBoolean() ? 1 + random.nextInt(255) : 100 + random.nextInt(50));
    }
    short[] weights = master.derive(bits, ratios);
    int[] bias = new int[channels];
    int[] multipliers = new int[channels];
    byte[] shifts = new byte[channels];
    int perChannel = parametric.weightsPerChannel();
    for (int c = 0; c < channels; c++) {
      double squares = 1;
      for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
        squares += (double) weights[i] * weights[i];
      }
      double reach = magnitude * Math.sqrt(squares);
      bias[c] =
          extreme
              ? random.nextInt()
              : (int) Math.max(-1e9, Math.min(1e9, random.nextGaussian() * reach / 4));
      Requantizer scale = constants(reach, span, extreme);
      multipliers[c] = scale.multiplier();
      shifts[c] = (byte) scale.shift();
    }
    layer.weights(bits, ratios, bias).requantize(multipliers, shifts);
  }

  /** Constants that bring {@code reach} into the neighbourhood of {@code span}, or any at all. */
  private Requantizer constants(double reach, int span, boolean extreme) {
    if (extreme) {
      // The smallest multiplier is a power of two: its products lie on ties most often.
      int multiplier =
          random.nextBoolean()
              ? Requantizer.MIN_MULTIPLIER
              : random.nextInt(Requantizer.MIN_MULTIPLIER, Requantizer.MAX_MULTIPLIER + 1);
      int shift = 1 + random.nextInt(random.nextBoolean() ? 30 : Requantizer.MAX_SHIFT);
      return new Requantizer(multiplier, shift);
    }
    double factor = span / reach * Math.pow(2, random.nextDouble() * 4 - 2);
    return Requantizer.of(Math.max(0x1p-47, Math.min(0x1p14, factor)));
  }

  private int width(int most) {
    return Bits.MIN + random.nextInt(most - Bits.MIN + 1);
  }
}
