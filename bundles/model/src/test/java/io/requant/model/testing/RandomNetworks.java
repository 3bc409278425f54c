package io.requant.model.testing;

import io.requant.model.arithmetic.Bits;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import io.requant.model.network.BitPlanes;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.LayerWeights;
import io.requant.model.network.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random parameters for a graph. The same random numbers give the same network. */
public final class RandomNetworks {

  private RandomNetworks() {}

  /** A random network over a random graph: see {@link RandomGraphs}. */
  public static Network network(RandomGenerator random) {
    return network(random, RandomGraphs.graph(random));
  }

  /**
   * Master weights of random width, 2..16, in each layer: spread, extreme, sparse or all zero, with
   * random scales.
   */
  public static Network network(RandomGenerator random, Graph graph) {
    Map<String, LayerWeights> weights = new HashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      int bits = Bits.MIN + random.nextInt(Bits.MAX - Bits.MIN + 1);
      short[] values = values(random, layer.weightCount(), bits);
      weights.put(layer.name(), weights(random, layer, bits, values));
    }
    return new Network(graph, 0.001 + random.nextDouble(), weights);
  }

  /** Normally distributed 8-bit master weights: what a trained network looks like. */
  public static Network plausible(RandomGenerator random, Graph graph) {
    Map<String, LayerWeights> weights = new HashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      short[] values = normal(random, layer.weightCount(), Bits.weightLimit(8));
      float[] scales = new float[layer.outChannels()];
      double deviation = Math.sqrt(2.0 / layer.weightsPerChannel());
      for (int c = 0; c < scales.length; c++) {
        scales[c] =
            (float) (deviation * 3 / Bits.weightLimit(8) * (0.7 + 0.6 * random.nextDouble()));
      }
      weights.put(layer.name(), new LayerWeights(BitPlanes.of(8, values), scales));
    }
    return new Network(
        graph,
        io.requant.model.arithmetic.InputEncoder.fittingScale(graph.normalisation()),
        weights);
  }

  /** Normally distributed real weights and small biases. */
  public static FloatNetwork floats(RandomGenerator random, Graph graph) {
    Map<String, FloatNetwork.Parameters> parameters = new HashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      float[] weights = new float[layer.weightCount()];
      double deviation = Math.sqrt(2.0 / layer.weightsPerChannel());
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (random.nextGaussian() * deviation);
      }
      float[] bias = new float[layer.outChannels()];
      for (int c = 0; c < bias.length; c++) {
        bias[c] = (float) (random.nextGaussian() * 0.1);
      }
      parameters.put(layer.name(), new FloatNetwork.Parameters(weights, bias));
    }
    return new FloatNetwork(graph, parameters);
  }

  /** One input: signed bytes over the whole range, sometimes only its ends. */
  public static byte[] input(RandomGenerator random, Graph graph) {
    byte[] input = new byte[graph.inputShape().size()];
    random.nextBytes(input);
    if (random.nextInt(4) == 0) {
      for (int i = 0; i < input.length; i++) {
        input[i] = input[i] < 0 ? Byte.MIN_VALUE : Byte.MAX_VALUE;
      }
    }
    return input;
  }

  private static LayerWeights weights(
      RandomGenerator random, Parametric layer, int bits, short[] values) {
    float[] scales = new float[layer.outChannels()];
    for (int c = 0; c < scales.length; c++) {
      scales[c] = (float) Math.pow(10, -4 * random.nextDouble());
    }
    return new LayerWeights(BitPlanes.of(bits, values), scales);
  }

  private static short[] values(RandomGenerator random, int count, int bits) {
    int limit = Bits.weightLimit(bits);
    int kind = random.nextInt(8);
    if (kind < 3) {
      return normal(random, count, limit);
    }
    short[] values = new short[count];
    for (int i = 0; i < count && kind < 7; i++) {
      values[i] =
          switch (kind) {
            case 3 -> (short) (random.nextBoolean() ? limit : -limit);
            case 4 -> (short) limit;
            case 5 -> (short) (random.nextInt(10) == 0 ? random.nextInt(-limit, limit + 1) : 0);
            default -> (short) random.nextInt(-limit, limit + 1);
          };
    }
    return values;
  }

  private static short[] normal(RandomGenerator random, int count, int limit) {
    short[] values = new short[count];
    for (int i = 0; i < count; i++) {
      long value = Math.round(random.nextGaussian() * limit / 3);
      values[i] = (short) Math.max(-limit, Math.min(limit, value));
    }
    return values;
  }
}
