package io.requant.model.testing;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * A random network with a policy that fits it.
 *
 * @param seed what both were made from: {@link #of(long)} makes them again
 * @param network the network
 * @param policy the policy
 */
public record TestCase(long seed, Network network, Policy policy) {

  /** The case of a seed. */
  public static TestCase of(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Network network = RandomNetworks.network(random);
    return new TestCase(seed, network, RandomPolicies.policy(random, network));
  }

  /** The case of a seed, widths limited for engines that take no more. */
  public static TestCase of(long seed, int mostWeightBits, int mostActivationBits) {
    RandomGenerator random = new SplittableRandom(seed);
    Network network = RandomNetworks.network(random);
    Policy policy = RandomPolicies.policy(random, network, mostWeightBits, mostActivationBits);
    return new TestCase(seed, network, policy);
  }

  /** Cases for jqwik: what it reports on a failure is the seed. */
  public static Arbitrary<TestCase> arbitrary() {
    return Arbitraries.longs().map(TestCase::of);
  }

  /** Input number {@code index} of this case: signed bytes, NHWC. */
  public byte[] input(int index) {
    return RandomNetworks.input(new SplittableRandom(seed + index), network.graph());
  }

  @Override
  public String toString() {
    return "TestCase.of(" + seed + "L): " + network.graph() + ", " + policy.layers();
  }
}
