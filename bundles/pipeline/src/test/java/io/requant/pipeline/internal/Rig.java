package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.frame.Frame;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.swap.ResidentMemory;
import io.requant.pipeline.internal.swap.SwapSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A pipeline with a clock that a test moves, and a record of its results. */
public final class Rig implements AutoCloseable {

  /** Policies of the model, the first being the initial one. */
  /** Engines that are kept for adaptation. */
  public static final int READY = 1;

  public static final List<Policy> POLICIES =
      List.of(TestModel.policy("w8a8"), TestModel.policy("w4a4"), TestModel.policy("w2a2"));

  /** No shadow. */
  public static final ShadowGates AT_ONCE =
      new ShadowGates(0, 0, Duration.ofSeconds(1), Duration.ofSeconds(1));

  /** How long an engine goes on alone. */
  public static final Duration BRIDGE = Duration.ofSeconds(30);

  /** Warming inferences beside an active engine. */
  public static final int WARM = 2;

  private static final long PATIENCE_SECONDS = 20;

  private final AtomicLong ahead = new AtomicLong();
  private final List<InferenceResult> results = new ArrayList<>();
  private final VisionPipeline pipeline;
  private long nextFrame;
  private long nextService;

  public Rig(Path state) {
    this(state, 8, Duration.ofMillis(300));
  }

  /**
   * Starts a pipeline without backends.
   *
   * @param drain drain deadline; preparation may take ten times as long
   */
  public Rig(Path state, int ringCapacity, Duration drain) {
    this(
        settings(state, ringCapacity, "", drain),
        new LoadedModel(TestModel.NETWORK, POLICIES),
        ResidentMemory.ofProcess());
  }

  /** Starts a pipeline for a model, in a process that seems to hold so much memory. */
  Rig(PipelineSettings settings, LoadedModel model, ResidentMemory memory) {
    try {
      pipeline = new VisionPipeline(model, settings, () -> System.nanoTime() + ahead.get(), memory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pipeline.subscribe(
        result -> {
          synchronized (results) {
            results.add(result);
            results.notifyAll();
          }
        });
  }

  /** Settings of this pipeline with another ring and preference. */
  public static PipelineSettings settings(
      Path state, int ringCapacity, String preferred, Duration drain) {
    SwapSettings swaps =
        new SwapSettings(
            drain.multipliedBy(10),
            drain,
            Duration.ofSeconds(5),
            WARM,
            5,
            Duration.ofSeconds(60),
            BRIDGE,
            3,
            READY);
    return new PipelineSettings(
        state, ringCapacity, "", preferred, 3, Duration.ofMillis(500), swaps);
  }

  public VisionPipeline pipeline() {
    return pipeline;
  }

  /** Binds a backend with a new service id. */
  public void bind(FakeBackend backend, int ranking) {
    pipeline.coordinator().bind(backend, backend.properties(ranking, ++nextService));
  }

  public void unbind(FakeBackend backend) {
    pipeline.coordinator().unbind(backend);
  }

  /** Binds a backend and waits until the pipeline has settled. */
  public FakeBackend running(FakeBackend backend, int ranking) {
    bind(backend, ranking);
    settle();
    return backend;
  }

  /** Gives frames; their class is their number modulo 10. */
  public void give(int frames) {
    for (int i = 0; i < frames; i++) {
      pipeline.frames().accept(next());
    }
  }

  private Frame next() {
    long id = nextFrame++;
    return TestModel.frame(id, (int) (id % TestModel.CLASSES));
  }

  /** Gives a frame and waits for its result, so many times. */
  public void giveOneByOne(int frames) {
    for (int i = 0; i < frames; i++) {
      give(1);
      awaitNothingInFlight();
    }
  }

  /** Moves the clock on and lets the pipeline look at it. */
  public void pass(Duration time) {
    ahead.addAndGet(time.toNanos());
    pipeline.tick();
  }

  /** Waits until everything asked for before has been done, by asking for nothing new. */
  public void settle() {
    await("the swap thread to be idle", () -> pipeline.coordinator().idle());
  }

  public Activation activate(Policy policy, ShadowGates gates) {
    return get(pipeline.activate(policy, gates));
  }

  /** The value of a future that must complete soon. */
  public static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  public void awaitResults(int count) {
    await(count + " results", () -> results().size() >= count);
  }

  public void awaitNothingInFlight() {
    await("frames in flight", () -> pipeline.ledger().inFlight() == 0);
  }

  /** Waits for a condition that other threads bring about. */
  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("waited in vain for " + what);
      }
      // The condition is another thread's to bring about: let it have the processor.
      LockSupport.parkNanos(100_000);
    }
  }

  /** Waits as native code does: no interrupt ends it. */
  public static void hangUntil(CountDownLatch release) {
    boolean released = false;
    while (!released) {
      try {
        release.await();
        released = true;
      } catch (InterruptedException e) {
        released = release.getCount() == 0;
      }
    }
  }

  public List<InferenceResult> results() {
    synchronized (results) {
      return List.copyOf(results);
    }
  }

  /** Who computes: "policy@backend", or "nobody". */
  public String active() {
    return pipeline
        .status()
        .engine()
        .map(engine -> engine.policy() + "@" + engine.backend())
        .orElse("nobody");
  }

  public Ledger ledger() {
    return pipeline.ledger();
  }

  /** What must hold of the results at any time. */
  public void assertResultsAreRight() {
    long last = -1;
    List<InferenceResult> seen = results();
    for (InferenceResult result : seen) {
      assertThat(result.frame().id()).as("order of arrival").isGreaterThan(last);
      last = result.frame().id();
      assertThat(result.correct()).as("class of frame %d", last).isTrue();
    }
    Ledger ledger = ledger();
    assertThat(ledger.balanced()).as("%s", ledger).isTrue();
    assertThat(ledger.inferred()).isGreaterThanOrEqualTo(seen.size() - 1L);
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
