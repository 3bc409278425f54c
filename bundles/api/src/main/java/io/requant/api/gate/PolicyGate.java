package io.requant.api.gate;

import io.requant.model.policy.Policy;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Chooses the policy for what the device has left. A service with the property {@link #ID}; the one
 * of the highest ranking is asked, whenever the level or the candidates change. It is never asked
 * on the frame path.
 */
@ConsumerType
public interface PolicyGate {

  /** Service property: name of the gate; a String. */
  String ID = "gate.id";

  /**
   * Chooses.
   *
   * @return one of the candidates; the same for the same request
   */
  Policy select(GateRequest request);
}
