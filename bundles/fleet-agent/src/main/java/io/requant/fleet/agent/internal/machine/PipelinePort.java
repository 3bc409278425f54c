package io.requant.fleet.agent.internal.machine;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.protocol.Reported.Health;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.Optional;

/** What an agent needs of the pipeline. */
interface PipelinePort {

  /** Name of the network that it runs. */
  String networkName();

  /** Digest of the network that it runs. */
  Digest network();

  /** Policies that came with the model. */
  List<Policy> policies();

  /** Identity of the golden images that came with the model, if any did. */
  Optional<Digest> golden();

  /** The policy that is wanted, active or not. */
  Policy desired();

  /** What the pipeline may do by itself while that policy is wanted. */
  AdaptationBounds bounds();

  /** What computes frames now; empty if nothing does. */
  Optional<Active> active();

  /** How it fares. */
  Health health();

  /** Begins a change; the agent hears of its end, and of the first frame, under the token. */
  void activate(long token, Policy policy, ShadowGates gates, AdaptationBounds bounds);

  /** A policy that computes frames. */
  record Active(String name, Digest digest) {}
}
