package io.requant.backend.pi.internal;

import io.requant.api.resource.PeakProbe;
import io.requant.backend.pi.internal.jni.NativePeak;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Offers a {@link PeakProbe} for each width that the native kernels of this processor multiply. */
@Component(service = {})
public final class PeakServices {

  private final List<ServiceRegistration<PeakProbe>> registrations = new ArrayList<>();

  /** Registers as many probes as there are: none without natives. */
  @Activate
  public PeakServices(BundleContext context) {
    for (PeakProbe probe : NativePeak.all()) {
      registrations.add(context.registerService(PeakProbe.class, probe, null));
    }
  }

  /** Unregisters them. */
  @Deactivate
  public void deactivate() {
    registrations.forEach(ServiceRegistration::unregister);
  }
}
