package io.requant.fleet.agent.internal.machine;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.GateFigures;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.protocol.Reported.Health;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pipeline whose changes end when a test says so. Its policy survives a crash. */
final class FakePipeline implements PipelinePort {

  /** A change that was asked for. */
  record Request(long token, Policy policy, ShadowGates gates, AdaptationBounds bounds) {}

  final List<Request> requests = new ArrayList<>();
  final List<Policy> known = new ArrayList<>();
  Policy desired;
  AdaptationBounds bounds = AdaptationBounds.OPEN;
  boolean computes = true;
  Optional<Digest> golden = Optional.empty();
  GateFigures figures = GateFigures.NONE;
  long p99Micros = 100;
  long lost;

  FakePipeline(Policy desired) {
    this.desired = desired;
  }

  Request last() {
    return requests.get(requests.size() - 1);
  }

  /** Ends the last change as the real pipeline would. */
  void finish(Agent agent, Outcome outcome) {
    Request request = last();
    if (outcome == Outcome.ACTIVE || outcome == Outcome.UNCHANGED) {
      desired = request.policy();
      bounds = request.bounds();
    }
    agent.onActivated(request.token(), activation(outcome, figures), 2_000_000);
  }

  static Activation activation(Outcome outcome) {
    return activation(outcome, GateFigures.NONE);
  }

  private static Activation activation(Outcome outcome, GateFigures figures) {
    return new Activation(
        outcome,
        "the pipeline says " + outcome,
        Duration.ofMillis(3),
        Duration.ofMillis(20),
        Duration.ofMillis(25),
        Optional.of(0.97),
        figures);
  }

  @Override
  public String networkName() {
    return "net";
  }

  @Override
  public Digest network() {
    return desired.network();
  }

  @Override
  public List<Policy> policies() {
    return known;
  }

  @Override
  public Optional<Digest> golden() {
    return golden;
  }

  @Override
  public Policy desired() {
    return desired;
  }

  @Override
  public AdaptationBounds bounds() {
    return bounds;
  }

  @Override
  public Optional<Active> active() {
    return computes ? Optional.of(new Active(desired.name(), desired.digest())) : Optional.empty();
  }

  @Override
  public Health health() {
    return new Health(30, 90, p99Micros, 1000, requests.size(), 10, 10 - lost, 0, 0, lost);
  }

  @Override
  public void activate(long token, Policy policy, ShadowGates gates, AdaptationBounds wanted) {
    requests.add(new Request(token, policy, gates, wanted));
  }
}
