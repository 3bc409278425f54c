package io.requant.dscprune.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.hardware.HardwareEstimator;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionMethod;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.api.method.Setting;
import io.requant.training.Training;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The method as a service, where there is training: in the lab. */
@Component(property = "method.id=" + DscPruneMethod.NAME)
public final class DscPruneComponent implements CompressionMethod {

  private final DscPruneMethod method;

  /**
   * Offers the method.
   *
   * @param training trains
   * @param backend measures accuracy; the fastest that is there
   * @param estimator says what a device takes; null if nothing can
   */
  @Activate
  public DscPruneComponent(
      @Reference Training training,
      @Reference Backend backend,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          HardwareEstimator estimator) {
    method = new DscPruneMethod(training, backend, Optional.ofNullable(estimator));
  }

  @Override
  public String summary() {
    return method.summary();
  }

  @Override
  public List<Setting> settings() {
    return method.settings();
  }

  @Override
  public List<CompressionStage> plan(CompressionTask task) {
    return method.plan(task);
  }

  @Override
  public CompressionReport run(CompressionTask task, CompressionListener listener)
      throws IOException, InterruptedException {
    return method.run(task, listener);
  }
}
