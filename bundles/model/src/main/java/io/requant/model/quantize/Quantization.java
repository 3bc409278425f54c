package io.requant.model.quantize;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.List;

/**
 * What {@link PostTrainingQuantizer} makes.
 *
 * @param network the same function as the float network, with one set of master integers; shortcuts
 *     that only copy stand directly behind what they read, and if a policy is narrow, layers that
 *     read a stream running past them have a rectifier before them
 * @param policies one per wanted precision, in the order asked for
 */
public record Quantization(Network network, List<Policy> policies) {

  public Quantization {
    policies = List.copyOf(policies);
  }

  /**
   * The policy of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Policy policy(String name) {
    return policies.stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no policy '" + name + "'; there are " + policies));
  }
}
