package io.requant.pipeline.internal.swap;

import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.api.pipeline.GateFigures;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One attempt to put one policy on one backend in place: prepare, warm, shadow, exchange.
 *
 * <p>Runs on the swap thread, which only waits here; up to the exchange every way out leaves the
 * pipeline as it was.
 */
final class SwapAttempt {

  /** How it ended. */
  enum Ending {
    EXCHANGED,
    UNSUPPORTED,
    MISMATCH,
    FAILED,
    GATE_FAILED,
    MEMORY_EXCEEDED,
    GOLDEN_FAILED,
    /** Another request took its place, or the pipeline stops. */
    CANCELLED,
    /** The backend was unbound. */
    GONE
  }

  /**
   * The outcome.
   *
   * @param ending how it ended
   * @param message half a sentence about the engine: "was too slow"
   */
  record Result(
      Ending ending,
      String message,
      Duration prepare,
      ShadowReport report,
      Duration shadow,
      GateFigures figures) {}

  /** What an attempt needs of the pipeline. */
  interface Surroundings {
    /** Starts giving copies of live inputs to a tap; null ends it. */
    void tap(ShadowTap tap);

    /** Puts a slot in place; false if its backend has gone: then the slot has been retired. */
    boolean exchange(EngineSlot slot);

    /** Whether there is an active engine to be compared with. */
    boolean active();

    /** Bytes that the active engine holds by its own account; 0 if there is none. */
    long heldBytes();

    /** Whether frames wait because the engine that there was has gone. */
    boolean framesWait();
  }

  /**
   * Inferences on a zero input while frames wait for an engine: one, to see that it computes. They
   * warm it as well as zeros do.
   */
  private static final int TRIAL = 1;

  private final BackendEntry entry;
  private final Policy policy;
  private final Network network;
  private final ShadowGates gates;
  private final SwapSettings settings;
  private final Candidate candidate;
  private final GateExam exam;
  private final ShadowTap tap;
  private final CompletableFuture<Ending> cancelled = new CompletableFuture<>();
  private boolean ready;
  private final CountDownLatch ended = new CountDownLatch(1);
  private long prepareNanos;
  private long shadowNanos;
  private ShadowReport report = ShadowReport.NONE;

  SwapAttempt(
      BackendEntry entry,
      Policy policy,
      Network network,
      ShadowGates gates,
      SwapSettings settings,
      GateExam.Evidence evidence) {
    this.entry = entry;
    this.policy = policy;
    this.network = network;
    this.gates = gates;
    this.settings = settings;
    exam = new GateExam(gates, evidence);
    candidate = new Candidate(entry, network, policy);
    tap = new ShadowTap(network.graph().inputShape().size());
  }

  /** The backend that is tried. */
  BackendEntry entry() {
    return entry;
  }

  /** Uses an engine that was good before; nothing is prepared then. Before it runs. */
  void adopt(EngineSlot slot) {
    candidate.adopt(slot);
    ready = true;
  }

  /** Stops the attempt, if it has not exchanged yet; returns at once. */
  void cancel(Ending why) {
    cancelled.complete(why);
    tap.close();
  }

  /** There is no active engine any more to be compared with: what was seen must do. */
  void endShadow() {
    tap.close();
  }

  /** Waits until the attempt has ended and nothing of its provider runs any more. */
  boolean awaitEnd(Duration deadline) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    return ended.await(deadline.toNanos(), TimeUnit.NANOSECONDS)
        && candidate.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }

  /** Whether nothing of its provider runs any more. */
  boolean gone() {
    return ended.getCount() == 0 && candidate.gone();
  }

  /** Does it. */
  Result run(Surroundings surroundings) throws InterruptedException {
    boolean released = false;
    boolean hung = false;
    try {
      Optional<GateExam.Objection> objection = examine(surroundings);
      if (objection.isPresent()) {
        return result(objection.get().ending(), objection.get().message());
      }
      if (cancelled.isDone()) {
        return result(cancelled.join(), "was cancelled");
      }
      EngineSlot slot = candidate.release();
      released = true;
      if (!surroundings.exchange(slot)) {
        return result(Ending.GONE, "went away");
      }
      return result(Ending.EXCHANGED, "is active");
    } catch (CancelledException e) {
      return result(e.why, "was cancelled");
    } catch (TimeoutException e) {
      hung = true;
      return result(Ending.FAILED, e.getMessage());
    } catch (ExecutionException e) {
      return result(ending(e.getCause()), describe(e.getCause()));
    } finally {
      if (!released) {
        candidate.abandon(hung);
      }
      ended.countDown();
    }
  }

  /** Makes the engine and has it show what the gates ask for; says what speaks against it. */
  private Optional<GateExam.Objection> examine(Surroundings surroundings)
      throws InterruptedException, ExecutionException, TimeoutException {
    Optional<GateExam.Objection> objection = exam.before();
    if (objection.isPresent()) {
      return objection;
    }
    if (!ready) {
      prepare(surroundings.framesWait() ? TRIAL : settings.warmInferences());
    }
    objection = exam.weigh(surroundings.heldBytes() + candidate.bytes());
    if (objection.isEmpty() && exam.images().isPresent()) {
      objection =
          exam.shown(
              await(
                  candidate.show(exam.images().get()),
                  settings.prepareTimeout(),
                  "was not shown the golden images within"));
    }
    if (objection.isPresent()) {
      return objection;
    }
    if (gates.frames() > 0 && surroundings.active()) {
      shadow(surroundings);
    }
    // Again: an engine may take memory only once it computes.
    return report
        .objection(gates)
        .map(message -> new GateExam.Objection(Ending.GATE_FAILED, message))
        .or(() -> exam.weigh(surroundings.heldBytes() + candidate.bytes()));
  }

  private void prepare(int warmInferences)
      throws InterruptedException, ExecutionException, TimeoutException {
    long start = System.nanoTime();
    if (cancelled.isDone()) {
      throw new CancelledException(cancelled.join());
    }
    try {
      await(
          candidate.prepare(warmInferences), settings.prepareTimeout(), "was not prepared within");
    } finally {
      prepareNanos = System.nanoTime() - start;
    }
  }

  private void shadow(Surroundings surroundings)
      throws InterruptedException, ExecutionException, TimeoutException {
    long start = System.nanoTime();
    surroundings.tap(tap);
    try {
      if (!surroundings.active()) {
        tap.close();
      }
      // The candidate keeps to the gates' time itself; beyond that it hangs in a call.
      report =
          await(
              candidate.shadow(tap, gates),
              gates.timeout().plus(settings.drain()),
              "did not finish shadowing within");
    } finally {
      surroundings.tap(null);
      tap.close();
      shadowNanos = System.nanoTime() - start;
    }
  }

  private <T> T await(CompletableFuture<T> stage, Duration limit, String late)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      Object unused =
          CompletableFuture.anyOf(stage, cancelled).get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      TimeoutException said = new TimeoutException(late + " " + limit.toMillis() + " ms");
      said.initCause(e);
      throw said;
    }
    if (cancelled.isDone()) {
      throw new CancelledException(cancelled.join());
    }
    return stage.get();
  }

  private static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Ending why;

    CancelledException(Ending why) {
      super(null, null, false, false);
      this.why = why;
    }
  }

  private static Ending ending(Throwable cause) {
    if (cause instanceof UnsupportedPolicyException) {
      return Ending.UNSUPPORTED;
    }
    return cause instanceof PolicyMismatchException ? Ending.MISMATCH : Ending.FAILED;
  }

  private static String describe(Throwable cause) {
    return cause instanceof UnsupportedPolicyException || cause instanceof PolicyMismatchException
        ? "cannot run it: " + cause.getMessage()
        : "failed: " + cause;
  }

  private Result result(Ending ending, String message) {
    return new Result(
        ending,
        message,
        Duration.ofNanos(prepareNanos),
        report,
        Duration.ofNanos(shadowNanos),
        exam.figures());
  }

  @Override
  public String toString() {
    return policy.name() + " of " + network.name() + " on " + entry.id();
  }
}
