package io.requant.model.onnx;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomGraphs;
import io.requant.model.testing.RandomNetworks;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Random networks, always the same ones, with policies of all widths whose scales agree.
 *
 * @param network the network
 * @param policy the policy
 */
record PlausibleCase(Network network, Policy policy) {

  /** Some cases; networks for which no such policy exists are left out. */
  static Stream<PlausibleCase> some(int count) {
    return IntStream.iterate(0, seed -> seed + 1)
        .mapToObj(PlausibleCase::of)
        .flatMap(Optional::stream)
        .limit(count);
  }

  private static Optional<PlausibleCase> of(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Network network = RandomNetworks.plausible(random, RandomGraphs.graph(random));
    if (network.graph().parametricLayers().isEmpty()) {
      return Optional.empty();
    }
    int weightBits = 2 + random.nextInt(7);
    int activationBits = 2 + random.nextInt(15);
    try {
      return Optional.of(
          new PlausibleCase(
              network, PlausiblePolicies.uniform(network, weightBits, activationBits)));
    } catch (IllegalArgumentException e) {
      // A layer whose weights are almost all zero: no requantizer reaches its scale.
      return Optional.empty();
    }
  }
}
