package io.requant.fleet.simulator.internal.torture;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.nio.file.Path;

/**
 * What all runs have in common.
 *
 * @param home root of the checkout
 * @param mosquitto the broker's program
 * @param file the model
 * @param network what gateways run
 * @param initial the policy that they begin with
 * @param other the policy that is rolled out
 * @param products gateways with a process of their own
 * @param light gateways in this process, which are not killed
 */
record Setting(
    Path home,
    Path mosquitto,
    Path file,
    Network network,
    Policy initial,
    Policy other,
    int products,
    int light) {

  int all() {
    return products + light;
  }
}
