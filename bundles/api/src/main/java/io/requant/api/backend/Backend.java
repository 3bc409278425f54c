package io.requant.api.backend;

import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Turns a network and a policy into something that runs.
 *
 * <p>A service with the properties {@link #ID} and {@link #KIND}; among several, service ranking
 * decides. Preparing may take long and is done off the frame path; several engines of one backend
 * may live at once (the old and the new one of a swap).
 */
@ProviderType
public interface Backend {

  /** Service property: identifies the backend, e.g. "pi"; a String. */
  String ID = "backend.id";

  /** Service property: what kind of hardware computes, e.g. "cpu" or "fpga"; a String. */
  String KIND = "backend.kind";

  /**
   * Service property: version of the backend's code, e.g. "0.1.1"; a String. Among backends of
   * equal ranking the newest revision serves, so one that is installed beside an older one takes
   * over.
   */
  String REVISION = "backend.revision";

  /**
   * Service property: true where engines need nothing of the service that prepared them, so that
   * one may compute on after the service has gone, until another takes over; a Boolean, false if it
   * is not there. Native code must stay loaded as long as such an engine lives: a library does that
   * comes with the class loader of the engine's own classes.
   */
  String ENGINES_OUTLIVE = "engines.outlive";

  /** Whether this backend can run a network under a policy, and if not, why, layer by layer. */
  Support supports(Network network, Policy policy);

  /**
   * Builds an engine.
   *
   * @return an engine that owns its memory until it is closed
   * @throws UnsupportedPolicyException if {@link #supports} says no
   * @throws io.requant.model.program.PolicyMismatchException if the policy is not for the network
   */
  Engine prepare(Network network, Policy policy) throws UnsupportedPolicyException;
}
