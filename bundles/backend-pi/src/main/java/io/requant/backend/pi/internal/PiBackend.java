package io.requant.backend.pi.internal;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.Support;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Offers the {@link CpuBackend} as a service. Its property {@code backend.revision} is the bundle's
 * version, written by bnd (see bnd.bnd). {@code engines.outlive} says that engines need nothing of
 * this component: the pipeline may compute with one while the bundle is updated.
 */
@Component(
    configurationPid = PiBackend.PID,
    property = {Backend.KIND + "=cpu", Backend.ENGINES_OUTLIVE + ":Boolean=true"},
    properties = "OSGI-INF/backend.properties")
@Designate(ocd = PiConfiguration.class)
public final class PiBackend implements Backend {

  static final String PID = "io.requant.backend.pi";

  private final CpuBackend backend;

  /** Chooses the path of the configuration. */
  @Activate
  public PiBackend(PiConfiguration configuration) {
    backend =
        new CpuBackend(
            configuration.backend_id(),
            PathChoice.ofThisJvm(configuration.threads()).choose(configuration.path()));
  }

  @Override
  public Support supports(Network network, Policy policy) {
    return backend.supports(network, policy);
  }

  @Override
  public Engine prepare(Network network, Policy policy) throws UnsupportedPolicyException {
    return backend.prepare(network, policy);
  }
}
