package io.requant.api.hardware;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A service that says what a network under a policy would need on a device and how fast it would be
 * there, without a tool or a board. Methods may be called from any thread; an estimate takes from
 * milliseconds to some seconds, by the size of the network.
 */
@ProviderType
public interface HardwareEstimator {

  /** Ids of the devices that are known, e.g. {@code gw2a-18c}. */
  List<String> devices();

  /**
   * Estimates.
   *
   * <p>Something always comes back that was really laid out: if no parallelism reaches the frames a
   * second that were asked for, the fastest there is; if nothing fits the device, what lacks least,
   * with {@link HardwareEstimate#fits()} false.
   *
   * @throws IllegalArgumentException if the device is not known (the message lists those that are),
   *     the policy is not this network's, or a layer cannot be laid out at all
   */
  HardwareEstimate estimate(HardwareRequest request);
}
