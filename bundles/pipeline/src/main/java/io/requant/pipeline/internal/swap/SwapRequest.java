package io.requant.pipeline.internal.swap;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A change that somebody asked for, and the promise to say how it ended. */
final class SwapRequest {

  private final CompletableFuture<Activation> answer = new CompletableFuture<>();
  private final long start = System.nanoTime();
  private final Work work;

  /** What is done on the swap thread. */
  interface Work {
    Activation run(SwapRequest request) throws InterruptedException;
  }

  SwapRequest(Work work) {
    this.work = work;
  }

  CompletableFuture<Activation> answer() {
    return answer;
  }

  /** Does the work and answers; an unexpected failure is an answer too. */
  void run() throws InterruptedException {
    try {
      answer.complete(work.run(this));
    } catch (RuntimeException e) {
      answer.complete(failed(Outcome.PREPARE_FAILED, "the swap failed: " + e));
      throw e;
    } finally {
      supersede("the pipeline stopped");
    }
  }

  /** Answers that something took its place, unless it was answered. */
  void supersede(String why) {
    answer.complete(failed(Outcome.SUPERSEDED, why));
  }

  /** An answer without an attempt. */
  Activation failed(Outcome outcome, String message) {
    return new Activation(
        outcome, message, Duration.ZERO, Duration.ZERO, elapsed(), Optional.empty());
  }

  /** An answer after an attempt. */
  Activation of(Outcome outcome, String message, SwapAttempt.Result result) {
    return new Activation(
        outcome,
        message,
        result.prepare(),
        result.shadow(),
        elapsed(),
        result.report().agreement(),
        result.figures());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
