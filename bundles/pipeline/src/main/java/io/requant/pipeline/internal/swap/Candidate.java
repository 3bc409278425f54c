package io.requant.pipeline.internal.swap;

import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.GoldenImages;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.pipeline.internal.frame.FrameStatistics;
import io.requant.pipeline.internal.frame.TopClasses;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An engine that is not trusted yet. Everything the provider does for it happens on one thread of
 * its own: a provider that throws fails a future, one that hangs keeps nobody but this thread.
 *
 * <p>Giving a candidate up queues the closing of its engine behind whatever the provider is still
 * doing, so an engine that comes too late is closed too.
 */
final class Candidate {

  private static final System.Logger LOG = System.getLogger(Candidate.class.getName());

  private final BackendEntry entry;
  private final Network network;
  private final Policy policy;
  private final ThreadPoolExecutor executor;
  private final IntBuffer logits;
  private volatile Thread thread;
  private Engine engine;
  private EngineInfo info;

  Candidate(BackendEntry entry, Network network, Policy policy) {
    this.entry = entry;
    this.network = network;
    this.policy = policy;
    int outputs = network.graph().outputShape().size();
    logits =
        ByteBuffer.allocateDirect(outputs * Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    executor =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::newThread);
  }

  private Thread newThread(Runnable work) {
    Thread made = new Thread(work, "requant-candidate-" + entry.id());
    made.setDaemon(true);
    thread = made;
    return made;
  }

  /**
   * Asks the provider for an engine and runs it on a zero input.
   *
   * @param warmInferences how often
   * @return fails with what the provider threw
   */
  CompletableFuture<Void> prepare(int warmInferences) {
    return submit(
        () -> {
          // Not asked before whether it can: prepare says no in the same words, once.
          engine =
              Objects.requireNonNull(entry.backend().prepare(network, policy), "prepare gave null");
          info = Objects.requireNonNull(engine.info(), "info gave null");
          ByteBuffer zeros = ByteBuffer.allocateDirect(network.graph().inputShape().size());
          for (int i = 0; i < warmInferences; i++) {
            engine.infer(zeros, logits);
          }
          return null;
        });
  }

  /** Takes an engine over that was good before, in place of preparing one. */
  void adopt(EngineSlot ready) {
    engine = ready.engine();
    info = ready.info();
  }

  /** Bytes that the engine holds by its own account. */
  long bytes() {
    return info.bytes();
  }

  /**
   * Shows it images whose classes are known.
   *
   * @return for how many it named the class; fails with what the provider threw
   */
  CompletableFuture<Integer> show(GoldenImages images) {
    return submit(
        () -> {
          InputEncoder encoder =
              new InputEncoder(network.graph().normalisation(), network.inputScale());
          ByteBuffer input = ByteBuffer.allocateDirect(network.graph().inputShape().size());
          int right = 0;
          for (int i = 0; i < images.count(); i++) {
            encoder.encode(images.image(i), input.clear());
            engine.infer(input.flip(), logits);
            if (TopClasses.best(logits, logits.capacity()) == images.label(i)) {
              right++;
            }
          }
          return right;
        });
  }

  /** Runs the engine on live inputs until the gates' frames or time are used up. */
  CompletableFuture<ShadowReport> shadow(ShadowTap tap, ShadowGates gates) {
    return submit(() -> compare(tap, gates));
  }

  private ShadowReport compare(ShadowTap tap, ShadowGates gates) throws InterruptedException {
    long[] durations = new long[gates.frames()];
    int mayDiffer = (int) Math.floor(gates.frames() * (1 - gates.minAgreement()) + 1e-9);
    int frames = 0;
    int agreed = 0;
    long end = System.nanoTime() + gates.timeout().toNanos();
    while (frames < durations.length && frames - agreed <= mayDiffer) {
      Optional<ShadowTap.Sample> sample = tap.take(end - System.nanoTime());
      if (sample.isEmpty()) {
        break;
      }
      long start = System.nanoTime();
      engine.infer(sample.get().input(), logits);
      durations[frames++] = System.nanoTime() - start;
      if (TopClasses.best(logits, logits.capacity()) == sample.get().best()) {
        agreed++;
      }
      tap.release(sample.get());
    }
    long[] seen = Arrays.copyOf(durations, frames);
    Arrays.sort(seen);
    return new ShadowReport(frames, agreed, FrameStatistics.percentile(seen, 0.99));
  }

  private <T> CompletableFuture<T> submit(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Hands the engine over; every future that this object gave has completed. */
  EngineSlot release() {
    executor.shutdown();
    return new EngineSlot(engine, info, entry, policy);
  }

  /**
   * Gives up: the engine is closed as soon as the provider returns from what it does.
   *
   * @param hung whether to interrupt the provider first
   */
  void abandon(boolean hung) {
    executor.execute(this::closeEngine);
    executor.shutdown();
    Thread busy = thread;
    if (hung && busy != null) {
      busy.interrupt();
    }
  }

  private void closeEngine() {
    if (engine == null) {
      return;
    }
    try {
      engine.close();
    } catch (Throwable e) {
      LOG.log(Level.WARNING, "engine of backend '" + entry.id() + "' failed to close", e);
    }
  }

  /** Whether nothing of the provider runs here any more. */
  boolean gone() {
    return executor.isTerminated();
  }

  /** Waits until nothing of the provider runs here any more. */
  boolean awaitEnd(Duration deadline) throws InterruptedException {
    return executor.awaitTermination(deadline.toNanos(), TimeUnit.NANOSECONDS);
  }
}
