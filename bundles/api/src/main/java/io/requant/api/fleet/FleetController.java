package io.requant.api.fleet;

import io.requant.model.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells gateways what to run and hears what they do. Every message is signed, numbered and on disk
 * before it is published. A service of the controller.
 */
@ProviderType
public interface FleetController {

  /**
   * Tells every gateway of a ring to run a policy.
   *
   * @throws IllegalArgumentException if the ring is no valid id, or the message would be too large
   */
  PushReceipt push(String ring, Policy policy, PushOptions options);

  /**
   * Tells one gateway to run a policy, whatever its ring is told, until {@link #release}.
   *
   * @throws IllegalArgumentException if the gateway is no valid id, or the message would be too
   *     large
   */
  PushReceipt pushToGateway(String gateway, Policy policy, PushOptions options);

  /** Ends what {@link #pushToGateway} began: the gateway follows its ring again. */
  PushReceipt release(String gateway);

  /** Tells every gateway of a ring that has not finished its change to leave it. */
  PushReceipt halt(String ring);

  /**
   * Begins a rollout.
   *
   * @param who who orders it, for the audit log
   * @throws IllegalArgumentException if a message would be too large, or it goes back on failure
   *     and there is nothing to go back to
   * @throws IllegalStateException if a rollout of the ring has not ended
   */
  RolloutView rollout(RolloutRequest request, String who);

  /**
   * Orders something of a rollout.
   *
   * @param who who orders it, for the audit log
   * @throws IllegalArgumentException if there is no such rollout
   * @throws IllegalStateException if it is not in a state for that; the message says in which it is
   */
  RolloutView order(String rollout, RolloutOrder order, String who);

  /** All rollouts that are remembered, the newest first. */
  List<RolloutView> rollouts();

  /** Gateways of every ring that a gateway has named, by what is known of them. */
  Map<String, FleetCounts> rings();

  /** What is known of a gateway and why; empty if it was never heard. */
  Optional<GatewayStanding> explain(String gateway);

  /** What is known of every gateway, ordered by id. */
  List<GatewayStanding> standings();

  /** The last report of every gateway that was ever heard, ordered by id. */
  List<GatewayReport> reports();

  /**
   * Waits for a gateway to be done with a message.
   *
   * @param gateway its id
   * @param receipt the message
   * @return completes with the first report that says so of this message or a newer one, or of an
   *     earlier report that already did; never by itself if the gateway is silent
   */
  CompletableFuture<GatewayReport> settled(String gateway, PushReceipt receipt);

  /** Tells of reports as they come; a listener must return at once. */
  Subscription onReport(ReportListener listener);

  /** Hears of reports. */
  @ConsumerType
  interface ReportListener {
    /** Called once per report, in order. */
    void reported(GatewayReport report);
  }

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
