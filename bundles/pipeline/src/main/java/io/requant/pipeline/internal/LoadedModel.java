package io.requant.pipeline.internal;

import io.requant.model.dataset.GoldenImages;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.Optional;

/**
 * What the pipeline runs.
 *
 * @param network the network
 * @param policies policies that came with it, at least one
 * @param golden images by which new engines are judged, if it has any
 */
public record LoadedModel(Network network, List<Policy> policies, Optional<GoldenImages> golden) {

  /** A model without golden images. */
  public LoadedModel(Network network, List<Policy> policies) {
    this(network, policies, Optional.empty());
  }

  public LoadedModel {
    policies = List.copyOf(policies);
    if (policies.isEmpty()) {
      throw new IllegalArgumentException(
          "model '" + network.name() + "' has no policy; make one with './requant compress'");
    }
  }

  /**
   * The policy to start with when none is stored.
   *
   * @param name its name, or the empty string for the first
   */
  public Policy initial(String name) {
    if (name.isEmpty()) {
      return policies.get(0);
    }
    return policies.stream()
        .filter(policy -> policy.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model '%s' has no policy '%s'; it has %s"
                        .formatted(
                            network.name(), name, policies.stream().map(Policy::name).toList())));
  }
}
