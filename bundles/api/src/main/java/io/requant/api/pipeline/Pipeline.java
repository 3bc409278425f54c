package io.requant.api.pipeline;

import io.requant.model.network.Digest;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.Optional;
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

  /** Identity of the golden images in the model; empty if it has none. */
  default Optional<Digest> goldenImages() {
    return Optional.empty();
  }

  /** The policy that is wanted: the active one, or the one that waits for a backend. */
  Policy desiredPolicy();

  /** The pipeline at this moment. */
  PipelineStatus status();

  /** Account of all frames at this moment. */
  Ledger ledger();

  /** What the pipeline may do by itself while that policy is wanted. */
  AdaptationBounds adaptationBounds();

  /**
   * Changes to exactly this policy: {@link #activate(Policy, ShadowGates, AdaptationBounds)} with
   * {@link AdaptationBounds#EXACT}.
   */
  default CompletableFuture<Activation> activate(Policy policy, ShadowGates gates) {
    return activate(policy, gates, AdaptationBounds.EXACT);
  }

  /**
   * Changes the policy without losing a frame: prepares, warms, shadows, exchanges, drains. On
   * success it is stored, with the bounds, as the policy to start with next time, and an adaptation
   * of before is over; on failure what was active remains so. It takes the place of an adaptation
   * that waits or is under way.
   *
   * @param bounds which other policies the pipeline may run under, by {@link #adapt}
   * @return completes with how it ended; never exceptionally for a bad policy
   */
  CompletableFuture<Activation> activate(Policy policy, ShadowGates gates, AdaptationBounds bounds);

  /**
   * Changes the policy for now, in the same way and within {@link #adaptationBounds()}. Nothing is
   * stored: {@link #desiredPolicy()} stays what it is, a restart begins with it, and so does every
   * {@link #activate}. While it lasts, backends that come and go run the adapted policy. It ends
   * with an adaptation to the desired policy, and when the engine fails on live frames.
   *
   * @return completes with how it ended: NOT_ALLOWED outside the bounds, SUPERSEDED if a policy or
   *     a backend that was asked for takes its place; never exceptionally for a bad policy
   */
  CompletableFuture<Activation> adapt(Policy policy, ShadowGates gates);

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
