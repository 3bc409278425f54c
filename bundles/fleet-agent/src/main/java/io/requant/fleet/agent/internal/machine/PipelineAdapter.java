package io.requant.fleet.agent.internal.machine;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShadowGates;
import io.requant.fleet.protocol.Reported.Health;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** The pipeline service as an agent sees it. */
final class PipelineAdapter implements PipelinePort, AutoCloseable {

  /** Hears of changes; called on any thread, must not block. */
  interface Listener {
    /** The pipeline gave its first result since it was taken into use. */
    void computing();

    /** A change ended. */
    void activated(long token, Activation result, long nanos);

    /** The first result under the policy of a change is there. */
    void firstFrame(long token, long nanos);
  }

  /** The frame that is waited for. */
  private record Awaited(long token, Digest policy) {}

  private final Pipeline pipeline;
  private final Listener listener;
  private final LongSupplier nanoTime;
  private final AtomicReference<Awaited> awaited = new AtomicReference<>();
  private final AtomicBoolean computes = new AtomicBoolean();
  private final Pipeline.Subscription subscription;

  PipelineAdapter(Pipeline pipeline, Listener listener, LongSupplier nanoTime) {
    this.pipeline = pipeline;
    this.listener = listener;
    this.nanoTime = nanoTime;
    subscription = pipeline.subscribe(this::completed);
  }

  private void completed(InferenceResult result) {
    if (!computes.get() && computes.compareAndSet(false, true)) {
      listener.computing();
    }
    Awaited wanted = awaited.get();
    if (wanted != null
        && wanted.policy().equals(result.engine().policyDigest())
        && awaited.compareAndSet(wanted, null)) {
      listener.firstFrame(wanted.token(), result.completedNanos());
    }
  }

  @Override
  public void activate(long token, Policy policy, ShadowGates gates, AdaptationBounds bounds) {
    awaited.set(new Awaited(token, policy.digest()));
    var unused =
        pipeline
            .activate(policy, gates, bounds)
            .whenComplete(
                (result, problem) ->
                    listener.activated(
                        token, problem == null ? result : failed(problem), nanoTime.getAsLong()));
  }

  private static Activation failed(Throwable problem) {
    return new Activation(
        Activation.Outcome.PREPARE_FAILED,
        "the pipeline failed: " + problem,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Optional.empty());
  }

  @Override
  public String networkName() {
    return pipeline.network().name();
  }

  @Override
  public Digest network() {
    return pipeline.network().digest();
  }

  @Override
  public List<Policy> policies() {
    return pipeline.policies();
  }

  @Override
  public Optional<Digest> golden() {
    return pipeline.goldenImages();
  }

  @Override
  public Policy desired() {
    return pipeline.desiredPolicy();
  }

  @Override
  public AdaptationBounds bounds() {
    return pipeline.adaptationBounds();
  }

  @Override
  public Optional<Active> active() {
    return pipeline
        .status()
        .engine()
        .map(engine -> new Active(engine.policy(), engine.policyDigest()));
  }

  @Override
  public Health health() {
    PipelineStatus status = pipeline.status();
    Ledger ledger = status.ledger();
    return new Health(
        status.framesPerSecond(),
        status.p50Micros(),
        status.p99Micros(),
        status.worstGapMicros(),
        status.swaps(),
        ledger.in(),
        ledger.inferred(),
        ledger.shed(),
        ledger.inFlight(),
        ledger.lost());
  }

  /** Hears no more results. */
  @Override
  public void close() {
    awaited.set(null);
    subscription.close();
  }
}
