package io.requant.api.pipeline;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The running pipeline of a gateway: camera, preprocessing, engine, display. A service that is
 * there once the model is loaded, with or without a backend.
 */
@ProviderType
public interface Pipeline {

  /** The network that it runs. */
  Network network();

  /** Policies that came with the model. */
  List<Policy> policies();

  /** The policy that is wanted: the active one, or the one that waits for a backend. */
  Policy desiredPolicy();

  /** The pipeline at this moment. */
  PipelineStatus status();

  /** Account of all frames at this moment. */
  Ledger ledger();

  /**
   * Changes the policy without losing a frame: prepares, warms, shadows, exchanges, drains. On
   * success it is stored as the policy to start with next time; on failure what was active remains
   * so.
   *
   * @return completes with how it ended; never exceptionally for a bad policy
   */
  CompletableFuture<Activation> activate(Policy policy, ShadowGates gates);

  /**
   * Makes one backend the preferred one, whatever its ranking, and swaps to it.
   *
   * @param backendId id of the backend, or the empty string to go back to ranking
   * @return completes with how it ended
   */
  CompletableFuture<Activation> prefer(String backendId);

  /**
   * Tells of results as they come, on the frame path: a listener must return at once.
   *
   * @return ends the subscription when closed
   */
  Subscription subscribe(ResultListener listener);

  /** Hears of every result. */
  interface ResultListener {
    /** Called once per inferred frame; must not block. */
    void completed(InferenceResult result);
  }

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
