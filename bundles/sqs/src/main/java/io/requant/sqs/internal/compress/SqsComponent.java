package io.requant.sqs.internal.compress;

import io.requant.api.backend.Backend;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionMethod;
import io.requant.api.method.CompressionReport;
import io.requant.api.method.CompressionStage;
import io.requant.api.method.CompressionTask;
import io.requant.api.method.Setting;
import io.requant.training.Training;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The method as a service, where there is training: in the lab. */
@Component(property = "method.id=" + SqsMethod.NAME)
public final class SqsComponent implements CompressionMethod {

  private final SqsMethod method;

  /**
   * Offers the method.
   *
   * @param training trains
   * @param backend measures accuracy; the fastest that is there
   */
  @Activate
  public SqsComponent(@Reference Training training, @Reference Backend backend) {
    method = new SqsMethod(training, backend);
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
