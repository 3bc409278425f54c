package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.rollout.Assessor;
import io.requant.fleet.protocol.Ids;

/**
 * How a controller behaves.
 *
 * @param tenant whose fleet it is
 * @param messageLimit most bytes of a message; gateways must accept as many
 * @param assessor how long gateways may be silent
 */
record ControllerSettings(String tenant, int messageLimit, Assessor assessor) {

  ControllerSettings {
    Ids.check("tenant", tenant);
    if (messageLimit < 1024 || messageLimit > 65_000) {
      throw new IllegalArgumentException("messageLimit " + messageLimit + "; 1024..65000 bytes");
    }
  }

  /** With the usual patience. */
  ControllerSettings(String tenant, int messageLimit) {
    this(tenant, messageLimit, Assessor.DEFAULT);
  }
}
