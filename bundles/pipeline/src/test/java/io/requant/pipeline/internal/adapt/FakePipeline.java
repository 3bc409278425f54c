package io.requant.pipeline.internal.adapt;

import io.requant.api.backend.EngineInfo;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.AdaptablePipeline;
import io.requant.pipeline.internal.TestModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A pipeline whose adaptations end when a test says so. */
final class FakePipeline implements AdaptablePipeline {

  static final List<Policy> POLICIES =
      Stream.of("w8a8", "w6a6", "w4a4", "level-100", "level-75", "level-50", "level-25")
          .map(TestModel::policy)
          .toList();

  /** An adaptation that was asked for. */
  record Request(Policy policy, CompletableFuture<Activation> answer) {}

  final List<Request> requests = new ArrayList<>();
  AdaptationBounds bounds = AdaptationBounds.OPEN;
  Policy desired = POLICIES.get(0);
  Policy running = desired;
  List<Policy> known = POLICIES;
  List<String> backends = List.of("a");
  List<String> expected = List.of();
  private Runnable changed = () -> {};
  private Supplier<AdaptationStatus> description;

  static Policy policy(String name) {
    return POLICIES.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  /** Names of the policies that were asked for, in order. */
  List<String> asked() {
    return requests.stream().map(request -> request.policy().name()).toList();
  }

  /** Ends the oldest adaptation that has not ended. */
  void finish(Outcome outcome) {
    Request request = requests.stream().filter(r -> !r.answer().isDone()).findFirst().orElseThrow();
    if (outcome == Outcome.ACTIVE) {
      running = request.policy();
    }
    request
        .answer()
        .complete(
            new Activation(
                outcome,
                "it was " + outcome,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty()));
  }

  /** Somebody asks for a policy, and gets it. */
  void activated(Policy policy, AdaptationBounds within) {
    desired = policy;
    running = policy;
    bounds = within;
    tell();
  }

  /** An engine came or went. */
  void tell() {
    changed.run();
  }

  AdaptationStatus told() {
    return description.get();
  }

  @Override
  public Optional<Policy> adaptedPolicy() {
    return Optional.ofNullable(running).filter(policy -> !policy.equals(desired));
  }

  @Override
  public Subscription onChange(Runnable listener) {
    changed = listener;
    return () -> changed = () -> {};
  }

  @Override
  public Subscription describedBy(Supplier<AdaptationStatus> adaptation) {
    description = adaptation;
    return () -> description = null;
  }

  @Override
  public Network network() {
    return TestModel.NETWORK;
  }

  @Override
  public List<Policy> policies() {
    return known;
  }

  @Override
  public Policy desiredPolicy() {
    return desired;
  }

  @Override
  public AdaptationBounds adaptationBounds() {
    return bounds;
  }

  @Override
  public PipelineStatus status() {
    return new PipelineStatus(
        Optional.ofNullable(running)
            .map(p -> new EngineInfo("a", "p", "tiny", p.name(), p.digest(), 0)),
        desired.name(),
        backends,
        ledger(),
        0,
        0,
        0,
        0,
        0);
  }

  @Override
  public Ledger ledger() {
    return new Ledger(0, 0, Map.of(), 0);
  }

  @Override
  public CompletableFuture<Activation> activate(
      Policy policy, ShadowGates gates, AdaptationBounds within) {
    throw new UnsupportedOperationException("an adaptation asks for nothing for good");
  }

  @Override
  public CompletableFuture<Activation> adapt(Policy policy, ShadowGates gates) {
    Request request = new Request(policy, new CompletableFuture<>());
    requests.add(request);
    return request.answer();
  }

  @Override
  public void expect(List<Policy> policies) {
    expected = policies.stream().map(Policy::name).toList();
  }

  @Override
  public CompletableFuture<Activation> prefer(String backendId) {
    throw new UnsupportedOperationException("an adaptation prefers nothing");
  }

  @Override
  public Subscription subscribe(ResultListener listener) {
    throw new UnsupportedOperationException("an adaptation is not on the frame path");
  }
}
