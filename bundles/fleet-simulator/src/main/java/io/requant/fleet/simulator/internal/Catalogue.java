package io.requant.fleet.simulator.internal;

import io.requant.model.network.Digest;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** The policies of a simulation, each once in memory, and how the bad one does where. */
public final class Catalogue {

  private final Network network;
  private final Policy initial;
  private final Digest bad;
  private final long seed;
  private final Map<Digest, Policy> policies = new ConcurrentHashMap<>();

  /**
   * Knows the policy that every gateway begins with, and the one that is bad.
   *
   * @param seed decides on which gateways the bad one fails, and when
   */
  public Catalogue(Network network, Policy initial, Policy bad, long seed) {
    this.network = network;
    this.initial = initial;
    this.bad = bad.digest();
    this.seed = seed;
    share(initial);
  }

  /** The network that every gateway runs. */
  Network network() {
    return network;
  }

  /** What gateways begin with. */
  Policy initial() {
    return initial;
  }

  /** The same policy, of which there is one object only. */
  Policy share(Policy policy) {
    Policy known = policies.putIfAbsent(policy.digest(), policy);
    return known == null ? policy : known;
  }

  /** How a policy does on a gateway: the bad one fails on four of five, early or late. */
  Fate fate(String gateway, Policy policy) {
    if (!policy.digest().equals(bad)) {
      return Fate.WORKS;
    }
    int draw = new SplittableRandom(seed ^ gateway.hashCode()).nextInt(10);
    if (draw < 5) {
      return Fate.FAILS_GATE;
    }
    return draw < 8 ? Fate.FAILS_SOAK : Fate.WORKS;
  }
}
