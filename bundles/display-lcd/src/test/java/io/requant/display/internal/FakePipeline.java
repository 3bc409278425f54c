package io.requant.display.internal;

import io.requant.api.backend.EngineInfo;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.network.Network;
import io.requant.model.policy.Cost;
import io.requant.model.policy.LayerPolicy;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A pipeline whose state a test sets. */
final class FakePipeline implements Pipeline {

  private final Policy active = policy("w4a4", 4);
  Policy desired = active;
  EngineInfo engine =
      new EngineInfo("pi", "avx512-vnni", "resnet20", "w4a4", active.digest(), 512_000);

  static Policy policy(String name, int bits) {
    List<LayerPolicy> layers =
        Stream.of(8, bits, bits, 8)
            .map(
                width ->
                    LayerPolicy.of("conv")
                        .weights(width, new byte[0], new int[1])
                        .output(width, 0, 1, 1)
                        .requantize(new int[] {40_000}, new byte[] {20})
                        .build())
            .toList();
    return new Policy(
        name,
        Samples.DIGEST,
        layers,
        new Cost(1000, 16_000, 4096),
        Optional.of(new MeasuredAccuracy("cifar10", "test", 10_000, 0.9163)));
  }

  @Override
  public Network network() {
    throw new UnsupportedOperationException("no test needs the network");
  }

  @Override
  public List<Policy> policies() {
    return List.of(active);
  }

  @Override
  public Policy desiredPolicy() {
    return desired;
  }

  @Override
  public PipelineStatus status() {
    return Samples.status(engine, 100, 3);
  }

  @Override
  public Ledger ledger() {
    return status().ledger();
  }

  @Override
  public AdaptationBounds adaptationBounds() {
    return AdaptationBounds.EXACT;
  }

  @Override
  public CompletableFuture<Activation> adapt(Policy policy, ShadowGates gates) {
    throw new UnsupportedOperationException("displays do not adapt");
  }

  @Override
  public CompletableFuture<Activation> activate(
      Policy policy, ShadowGates gates, AdaptationBounds bounds) {
    throw new UnsupportedOperationException("displays do not activate");
  }

  @Override
  public CompletableFuture<Activation> prefer(String backendId) {
    throw new UnsupportedOperationException("displays do not prefer");
  }

  @Override
  public Subscription subscribe(ResultListener listener) {
    throw new UnsupportedOperationException("displays do not subscribe");
  }
}
