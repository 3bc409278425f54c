package io.requant.api.gate;

import io.requant.api.resource.ResourceLevel;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.List;

/**
 * What a gate chooses from.
 *
 * @param network the network that runs
 * @param candidates policies that it may run under now, within the bounds that the fleet has set;
 *     not empty
 * @param level what the device has left
 */
public record GateRequest(Network network, List<Policy> candidates, ResourceLevel level) {

  /** Copies the list. */
  public GateRequest {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("a gate needs a policy to choose");
    }
  }
}
