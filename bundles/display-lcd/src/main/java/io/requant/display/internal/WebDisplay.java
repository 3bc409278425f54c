package io.requant.display.internal;

import io.requant.api.frame.Display;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.PipelineStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** The live page as a display; its servlets come and go with it. */
@Component(
    service = {Display.class, SiteHost.class},
    configurationPid = "io.requant.display.web",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = WebConfig.class)
public final class WebDisplay implements Display, SiteHost {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Observer observer = new Observer();
  private final AtomicReference<LcdPicture> lcd = new AtomicReference<>();
  private final LiveSite site;
  private final PeriodicTask task;

  /** Opens the page and begins to tell its readers. */
  @Activate
  public WebDisplay(WebConfig config) {
    site =
        new LiveSite(
            new RequestGuard(List.of(config.allowedHosts())),
            new EventHub(config.maxClients(), PATIENCE.toNanos(), System::nanoTime),
            observer,
            () -> Optional.ofNullable(lcd.get()),
            System::currentTimeMillis);
    task = new PeriodicTask("requant-live-page", config.rate(), site::tick);
  }

  @Deactivate
  void stop() {
    task.close();
    site.hub().close();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindPipeline(Pipeline pipeline) {
    observer.bind(pipeline);
  }

  void unbindPipeline(Pipeline pipeline) {
    observer.unbind(pipeline);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindLcd(LcdPicture picture) {
    lcd.set(picture);
  }

  void unbindLcd(LcdPicture picture) {
    lcd.compareAndSet(picture, null);
  }

  @Override
  public LiveSite site() {
    return site;
  }

  @Override
  public void show(InferenceResult result, PipelineStatus status) {
    site.show(result, status);
  }
}
