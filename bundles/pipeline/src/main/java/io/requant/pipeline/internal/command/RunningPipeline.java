package io.requant.pipeline.internal.command;

import io.requant.api.command.VerbException;
import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Pipeline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The pipeline that verbs work on, if one runs. */
final class RunningPipeline {

  private final Pipeline pipeline;

  /**
   * Wraps a service.
   *
   * @param pipeline the service, or null
   */
  RunningPipeline(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * The pipeline.
   *
   * @throws VerbException if none runs
   */
  Pipeline get() {
    if (pipeline == null) {
      throw new VerbException(
          "no pipeline runs: there is no valid configuration io.requant.pipeline in this product;"
              + " its log says why");
    }
    return pipeline;
  }

  /** Waits for the end of a change; throws with its message if it failed. */
  static Activation await(CompletableFuture<Activation> change) {
    try {
      Activation activation = change.get();
      if (!activation.succeeded()) {
        throw new VerbException(activation.outcome() + ": " + activation.message());
      }
      return activation;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VerbException("interrupted; the change goes on, 'status' shows its end", e);
    } catch (ExecutionException e) {
      throw new VerbException("the change failed: " + e.getCause(), e);
    }
  }
}
