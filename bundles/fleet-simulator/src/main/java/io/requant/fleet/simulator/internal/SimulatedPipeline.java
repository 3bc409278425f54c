package io.requant.fleet.simulator.internal;

import io.requant.api.backend.EngineInfo;
import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
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

/**
 * The pipeline of a simulated gateway: takes its time, compares, exchanges, and computes nothing.
 * Its policy survives a power failure. On the gateway's lane.
 */
final class SimulatedPipeline implements Pipeline {

  private static final Duration GOOD_P99 = Duration.ofNanos(400_000);
  private static final double GOOD_AGREEMENT = 0.99;
  private static final double BAD_AGREEMENT = 0.55;
  private static final Frame FRAME =
      new Frame(1, 0, 1, 1, PixelFormat.RGB888, ByteBuffer.allocate(3), OptionalInt.empty());
  private static final List<InferenceResult.RankedClass> TOP =
      List.of(new InferenceResult.RankedClass(0, "zero", 1));

  private final String gateway;
  private final Device device;
  private final Catalogue catalogue;
  private final Lane lane;
  private final GatewayLog log;
  private final List<ResultListener> listeners = new CopyOnWriteArrayList<>();
  private volatile Policy policy;
  private volatile boolean on;
  private AdaptationBounds bounds = AdaptationBounds.EXACT;
  private Duration p99 = GOOD_P99;
  private long request;
  private Optional<CompletableFuture<Activation>> running = Optional.empty();
  private long swaps;

  /** Switched off, with the catalogue's first policy. */
  SimulatedPipeline(String gateway, Device device, Catalogue catalogue, Lane lane, GatewayLog log) {
    this.gateway = gateway;
    this.device = device;
    this.catalogue = catalogue;
    this.lane = lane;
    this.log = log;
    policy = catalogue.initial();
  }

  /** Begins to compute with the policy that it has on its disk. */
  void powerOn() {
    on = true;
    p99 = GOOD_P99;
    log.add(new GatewayEvent.Began(policy.digest().hex()));
  }

  /** Computes nothing any more, and forgets what it was asked to do. */
  void powerOff() {
    if (on) {
      on = false;
      request++;
      running = Optional.empty();
      listeners.clear();
      log.add(new GatewayEvent.Ended(policy.digest().hex()));
    }
  }

  /** Digest of what computes; empty while it is off. Safe for any thread. */
  Optional<String> active() {
    return on ? Optional.of(policy.digest().hex()) : Optional.empty();
  }

  @Override
  public CompletableFuture<Activation> activate(
      Policy wanted, ShadowGates gates, AdaptationBounds allowed) {
    CompletableFuture<Activation> result = new CompletableFuture<>();
    if (!on) {
      return result; // the process that asks is as dead as this one
    }
    long number = ++request;
    running.ifPresent(
        older -> older.complete(outcome(Outcome.SUPERSEDED, "a newer request came", gates)));
    running = Optional.of(result);
    Policy known = catalogue.share(wanted);
    if (known.digest().equals(policy.digest())) {
      bounds = allowed;
      finish(result, outcome(Outcome.UNCHANGED, known.name() + " was active", gates));
    } else {
      lane.run(
          () -> {
            if (number == request) {
              conclude(result, known, gates, allowed);
            }
          },
          device.prepare().plus(shadow(gates)));
    }
    return result;
  }

  private Duration shadow(ShadowGates gates) {
    Duration frames = Duration.ofMillis(1000L * gates.frames() / device.framesPerSecond());
    return frames.compareTo(gates.timeout()) < 0 ? frames : gates.timeout();
  }

  private void conclude(
      CompletableFuture<Activation> result,
      Policy wanted,
      ShadowGates gates,
      AdaptationBounds allowed) {
    Fate fate = catalogue.fate(gateway, wanted);
    if (gates.frames() > 0 && (device.gatesBroken() || fate == Fate.FAILS_GATE)) {
      finish(
          result,
          outcome(
              Outcome.GATE_FAILED,
              wanted.name() + " agrees on too few frames; " + policy.name() + " remains",
              gates));
      return;
    }
    log.add(new GatewayEvent.Ended(policy.digest().hex()));
    policy = wanted;
    bounds = allowed;
    swaps++;
    p99 = fate == Fate.FAILS_SOAK ? gates.maxP99().multipliedBy(2) : GOOD_P99;
    log.add(new GatewayEvent.Began(policy.digest().hex()));
    InferenceResult first = new InferenceResult(FRAME, TOP, engine(), 0, 0, System.nanoTime());
    listeners.forEach(listener -> listener.completed(first));
    finish(result, outcome(Outcome.ACTIVE, wanted.name() + " is active", gates));
  }

  private void finish(CompletableFuture<Activation> result, Activation outcome) {
    running = Optional.empty();
    result.complete(outcome);
  }

  private Activation outcome(Outcome outcome, String message, ShadowGates gates) {
    Duration shadow = shadow(gates);
    return new Activation(
        outcome,
        message,
        device.prepare(),
        shadow,
        device.prepare().plus(shadow),
        gates.frames() == 0
            ? Optional.empty()
            : Optional.of(outcome == Outcome.GATE_FAILED ? BAD_AGREEMENT : GOOD_AGREEMENT));
  }

  private EngineInfo engine() {
    return new EngineInfo(
        "simulated", "simulated", network().name(), policy.name(), policy.digest(), 0);
  }

  @Override
  public CompletableFuture<Activation> adapt(Policy wanted, ShadowGates gates) {
    return CompletableFuture.completedFuture(
        outcome(Outcome.NOT_ALLOWED, "simulated gateways do not adapt", gates));
  }

  @Override
  public CompletableFuture<Activation> prefer(String backendId) {
    return activate(policy, ShadowGates.SAME_POLICY, bounds);
  }

  @Override
  public Network network() {
    return catalogue.network();
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
  public AdaptationBounds adaptationBounds() {
    return bounds;
  }

  @Override
  public PipelineStatus status() {
    return new PipelineStatus(
        on ? Optional.of(engine()) : Optional.empty(),
        policy.name(),
        List.of("simulated"),
        ledger(),
        device.framesPerSecond(),
        p99.toNanos() / 2000,
        p99.toNanos() / 1000,
        p99.toNanos() / 500,
        swaps);
  }

  @Override
  public Ledger ledger() {
    return new Ledger(swaps, swaps, Map.of(), 0);
  }

  @Override
  public Subscription subscribe(ResultListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
