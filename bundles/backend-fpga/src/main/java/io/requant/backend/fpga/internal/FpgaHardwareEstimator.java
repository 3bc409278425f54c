package io.requant.backend.fpga.internal;

import io.requant.api.hardware.HardwareEstimate;
import io.requant.api.hardware.HardwareEstimator;
import io.requant.api.hardware.HardwareRequest;
import io.requant.backend.fpga.internal.estimate.SearchEstimator;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Offers the {@link SearchEstimator} as a service. */
@Component
public final class FpgaHardwareEstimator implements HardwareEstimator {

  private final HardwareEstimator estimator = new SearchEstimator();

  @Override
  public List<String> devices() {
    return estimator.devices();
  }

  @Override
  public HardwareEstimate estimate(HardwareRequest request) {
    return estimator.estimate(request);
  }
}
