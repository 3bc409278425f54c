package io.requant.fleet.controller.internal;

import io.requant.api.backend.EngineInfo;
import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A pipeline that changes policy at once and gives one frame after it. */
final class RunningPipeline implements Pipeline {

  private final Network network;
  private final List<ResultListener> listeners = new CopyOnWriteArrayList<>();
  private volatile Policy policy;

  RunningPipeline(Network network, Policy policy) {
    this.network = network;
    this.policy = policy;
  }

  private EngineInfo engine() {
    return new EngineInfo("test", "test", network.name(), policy.name(), policy.digest(), 0);
  }

  @Override
  public AdaptationBounds adaptationBounds() {
    return AdaptationBounds.EXACT;
  }

  @Override
  public CompletableFuture<Activation> adapt(Policy wanted, ShadowGates gates) {
    return activate(wanted, gates);
  }

  @Override
  public CompletableFuture<Activation> activate(
      Policy wanted, ShadowGates gates, AdaptationBounds bounds) {
    policy = wanted;
    Frame frame =
        new Frame(
            1,
            System.nanoTime(),
            1,
            1,
            PixelFormat.RGB888,
            ByteBuffer.allocate(3),
            OptionalInt.empty());
    InferenceResult result =
        new InferenceResult(
            frame,
            List.of(new InferenceResult.RankedClass(0, "zero", 1)),
            engine(),
            0,
            0,
            System.nanoTime());
    listeners.forEach(listener -> listener.completed(result));
    return CompletableFuture.completedFuture(
        new Activation(
            Activation.Outcome.ACTIVE,
            "active",
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(3),
            Optional.of(1.0)));
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
        Optional.of(engine()), policy.name(), List.of("test"), ledger(), 30, 100, 200, 1000, 1);
  }

  @Override
  public Ledger ledger() {
    return new Ledger(1, 1, Map.of(), 0);
  }

  @Override
  public CompletableFuture<Activation> prefer(String backendId) {
    return activate(policy, ShadowGates.SAME_POLICY);
  }

  @Override
  public Subscription subscribe(ResultListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
