package io.requant.backend.fpga.internal;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.Support;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.backend.fpga.internal.engine.FpgaOptions;
import io.requant.backend.fpga.internal.engine.RtlBackend;
import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Offers the {@link RtlBackend} as a service. Looks for tools and makes files only when an engine
 * is prepared, and ranks below every other backend: on a gateway it does nothing until it is asked
 * for.
 */
@Component(
    configurationPid = FpgaBackend.PID,
    property = {Backend.KIND + "=fpga", Backend.ENGINES_OUTLIVE + ":Boolean=true"},
    properties = "OSGI-INF/backend.properties")
@Designate(ocd = FpgaConfiguration.class)
public final class FpgaBackend implements Backend {

  static final String PID = "io.requant.backend.fpga";

  private final RtlBackend backend;

  /** Checks the configuration. */
  @Activate
  public FpgaBackend(FpgaConfiguration configuration) {
    Device device = Device.named(configuration.device());
    FpgaOptions options =
        new FpgaOptions(
            configuration.backend_id(),
            configuration.path(),
            device,
            Duration.ofSeconds(configuration.patience_seconds()));
    backend =
        new RtlBackend(
            options, LazySimulators.of(configuration.cache(), configuration.cache_entries()));
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
