package io.requant.api.hardware;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.Objects;

/**
 * What is to be estimated.
 *
 * @param network the network
 * @param policy a policy of this network
 * @param device id of a device, see {@link HardwareEstimator#devices()}
 * @param clockHertz clock of the hardware; above 0
 * @param framesPerSecond least hardware for so many frames a second; 0 for the fastest that the
 *     device holds
 */
public record HardwareRequest(
    Network network, Policy policy, String device, double clockHertz, double framesPerSecond) {

  public HardwareRequest {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(device, "device");
    if (!(clockHertz > 0) || !Double.isFinite(clockHertz)) {
      throw new IllegalArgumentException("clock of " + clockHertz + " Hz: needs more than 0");
    }
    if (!(framesPerSecond >= 0) || !Double.isFinite(framesPerSecond)) {
      throw new IllegalArgumentException(framesPerSecond + " frames a second: needs 0 or more");
    }
  }
}
