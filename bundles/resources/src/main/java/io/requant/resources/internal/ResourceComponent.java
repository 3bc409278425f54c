package io.requant.resources.internal;

import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.ResourceMonitor;
import io.requant.api.resource.ResourceReading;
import io.requant.api.resource.Roofline;
import io.requant.resources.internal.device.DeviceSource;
import io.requant.resources.internal.device.LazySource;
import io.requant.resources.internal.device.OshiHardware;
import io.requant.resources.internal.device.ReadingSource;
import io.requant.resources.internal.device.ReplaySource;
import io.requant.resources.internal.device.Trace;
import io.requant.resources.internal.level.LevelKeeper;
import io.requant.resources.internal.roofline.MachineFingerprint;
import io.requant.resources.internal.roofline.RooflineProbe;
import io.requant.resources.internal.roofline.RooflineStore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The resource monitor as a service; it and OSHI are loaded when somebody first asks for it. */
@Component(
    service = {ResourceMonitor.class, ResourceComponent.class},
    configurationPid = "io.requant.resources")
@Designate(ocd = ResourceConfig.class)
public final class ResourceComponent implements ResourceMonitor {

  private static final System.Logger LOG = System.getLogger(ResourceComponent.class.getName());

  private final LevelMonitor monitor;
  private final PeriodicThread sampling;
  private final Optional<RooflineTask> roofline;

  /**
   * Starts to measure.
   *
   * @throws IOException if the trace to replay cannot be read: the component stays inactive
   */
  @Activate
  public ResourceComponent(ResourceConfig config, BundleContext context) throws IOException {
    ResourceSettings settings;
    ReadingSource source;
    try {
      settings = ResourceSettings.of(config);
      source = source(config, settings);
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.ERROR, e.getMessage() + "; correct the configuration io.requant.resources");
      throw e;
    }
    monitor =
        new LevelMonitor(
            source, new LevelKeeper(settings.scale(), settings.level()), Instant.now());
    sampling =
        new PeriodicThread(
            "requant-resources",
            settings.startDelay(),
            settings.period(),
            () -> monitor.sample(System.nanoTime()));
    roofline = config.probe() ? Optional.of(task(config, settings, context)) : Optional.empty();
  }

  private static ReadingSource source(ResourceConfig config, ResourceSettings settings)
      throws IOException {
    if (!config.replay().isEmpty()) {
      return new ReplaySource(
          config.replay(),
          Trace.read(Path.of(config.replay())),
          settings.scale().enoughMemoryBytes(),
          Instant.now());
    }
    // OSHI takes a quarter of a second to load: on the sampling thread, not on the way up.
    return new LazySource(
        () ->
            OshiHardware.ofMachine()
                .<ReadingSource>map(
                    hardware ->
                        new DeviceSource(
                            hardware, Path.of("/"), DeviceSource::ownCpuNanos, Clock.systemUTC()))
                .orElse(
                    nanos ->
                        Optional.of(
                            ResourceReading.empty(Instant.now(), "a system that is not Linux"))));
  }

  private RooflineTask task(
      ResourceConfig config, ResourceSettings settings, BundleContext context) {
    String folder = config.stateDirectory();
    if (folder.isEmpty()) {
      String state = context.getProperty("requant.state");
      folder = state == null ? "" : Path.of(state, "resources").toString();
    }
    Optional<RooflineStore> store =
        folder.isEmpty() ? Optional.empty() : Optional.of(new RooflineStore(Path.of(folder)));
    return new RooflineTask(
        settings.probeDelay(),
        store,
        MachineFingerprint.ofMachine(),
        () -> new RooflineProbe(settings.probeBytes()).measure(),
        monitor::measured);
  }

  /** Measures the roofline at once, if it is to be measured at all. */
  public void hurry() {
    roofline.ifPresent(RooflineTask::hurry);
  }

  @Override
  public ResourceReading reading() {
    return monitor.reading();
  }

  @Override
  public LevelDecision decision() {
    return monitor.decision();
  }

  @Override
  public Optional<Roofline> roofline() {
    return monitor.roofline();
  }

  @Override
  public Subscription subscribe(LevelListener listener) {
    return monitor.subscribe(listener);
  }

  @Deactivate
  void stop() {
    roofline.ifPresent(RooflineTask::close);
    sampling.close();
  }
}
