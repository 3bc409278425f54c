package io.requant.fleet.agent.internal.security;

import io.requant.api.backend.EngineInfo;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A pipeline without frames that takes every policy at once. */
final class StillPipeline implements Pipeline {

  private final Network network;
  private volatile Policy policy;

  StillPipeline(Network network, Policy policy) {
    this.network = network;
    this.policy = policy;
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public List<Policy> policies() {
    return List.of();
  }

  @Override
  public Policy desiredPolicy() {
    return policy;
  }

  @Override
  public PipelineStatus status() {
    return new PipelineStatus(
        Optional.of(
            new EngineInfo("still", "still", network.name(), policy.name(), policy.digest(), 0)),
        policy.name(),
        List.of("still"),
        ledger(),
        0,
        1,
        1,
        1,
        0);
  }

  @Override
  public Ledger ledger() {
    return new Ledger(0, 0, Map.of(), 0);
  }

  @Override
  public AdaptationBounds adaptationBounds() {
    return AdaptationBounds.EXACT;
  }

  @Override
  public CompletableFuture<Activation> activate(
      Policy wanted, ShadowGates gates, AdaptationBounds bounds) {
    policy = wanted;
    return CompletableFuture.completedFuture(
        new Activation(
            Activation.Outcome.ACTIVE,
            "active",
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Optional.empty()));
  }

  @Override
  public CompletableFuture<Activation> adapt(Policy wanted, ShadowGates gates) {
    return activate(wanted, gates);
  }

  @Override
  public CompletableFuture<Activation> prefer(String backendId) {
    return activate(policy, ShadowGates.SAME_POLICY);
  }

  @Override
  public Subscription subscribe(ResultListener listener) {
    return () -> {};
  }
}
