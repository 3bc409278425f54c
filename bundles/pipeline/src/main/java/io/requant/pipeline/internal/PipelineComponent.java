package io.requant.pipeline.internal;

import io.requant.api.backend.Backend;
import io.requant.api.frame.Camera;
import io.requant.api.frame.Display;
import io.requant.api.pipeline.Pipeline;
import io.requant.pipeline.internal.swap.SwapSettings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The pipeline as a service: there once its model is loaded, with or without a backend.
 *
 * <p>It registers the service itself: what DS registers for a component stays registered when its
 * constructor fails, and a bad model would leave a service that nobody can get.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.requant.pipeline",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PipelineConfig.class)
@Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>=\"io.requant.api.pipeline.Pipeline,"
            + "io.requant.pipeline.internal.AdaptablePipeline,"
            + "io.requant.pipeline.internal.BackendInsight\"",
    uses = {Pipeline.class, AdaptablePipeline.class, BackendInsight.class})
public final class PipelineComponent {

  private static final System.Logger LOG = System.getLogger(PipelineComponent.class.getName());
  private static final Duration LOOK_PERIOD = Duration.ofMillis(100);

  private final VisionPipeline pipeline;
  private final Watchdog watchdog;
  private final String model;
  private PipelineSettings settings;
  private ServiceRegistration<?> registration;

  /**
   * Loads the model and starts the pipeline.
   *
   * @throws IOException if a file cannot be read or made: the component stays inactive
   */
  @Activate
  public PipelineComponent(PipelineConfig config) throws IOException {
    this(config, new ModelFileSource());
  }

  PipelineComponent(PipelineConfig config, ModelSource source) throws IOException {
    model = config.model();
    try {
      settings = settings(config);
      pipeline = new VisionPipeline(source.load(Path.of(model)), settings, System::nanoTime);
    } catch (IOException | RuntimeException e) {
      LOG.log(
          Level.ERROR,
          "no pipeline: model '"
              + model
              + "', state '"
              + config.stateDirectory()
              + "': "
              + e.getMessage()
              + "; correct the configuration io.requant.pipeline");
      throw e;
    }
    watchdog = new Watchdog(pipeline::tick, LOOK_PERIOD);
    LOG.log(
        Level.INFO, "pipeline for {0}, policy {1}", pipeline.network(), pipeline.desiredPolicy());
  }

  /** Registers the service: the backends and cameras that are there already have been bound. */
  @Activate
  void publish(BundleContext context) {
    registration =
        context.registerService(
            new String[] {
              Pipeline.class.getName(),
              AdaptablePipeline.class.getName(),
              BackendInsight.class.getName()
            },
            pipeline,
            null);
  }

  /**
   * Takes up a changed configuration while frames flow. Another model, state directory or initial
   * policy is another pipeline: the component starts anew. A wrong value changes nothing.
   */
  @Modified
  void modified(PipelineConfig config, ComponentContext context) {
    PipelineSettings next;
    try {
      next = settings(config);
    } catch (IllegalArgumentException e) {
      LOG.log(
          Level.ERROR,
          "the configuration io.requant.pipeline was changed and is wrong: "
              + e.getMessage()
              + "; the pipeline goes on as it was");
      return;
    }
    if (config.model().equals(model) && next.sameStart(settings)) {
      settings = next;
      pipeline.change(next);
      LOG.log(Level.INFO, "the changed configuration is in force");
    } else {
      String self = (String) context.getProperties().get(ComponentConstants.COMPONENT_NAME);
      context.disableComponent(self);
      context.enableComponent(self);
    }
  }

  private static PipelineSettings settings(PipelineConfig config) {
    return new PipelineSettings(
        Path.of(config.stateDirectory()),
        config.ringCapacity(),
        config.policy(),
        config.backend_prefer(),
        config.maxAttempts(),
        Duration.ofMillis(config.displayTimeoutMillis()),
        new SwapSettings(
            Duration.ofMillis(config.prepareTimeoutMillis()),
            Duration.ofMillis(config.drainMillis()),
            Duration.ofMillis(config.inferTimeoutMillis()),
            config.warmInferences(),
            config.confirmFrames(),
            Duration.ofMillis(config.keepWarmMillis()),
            Duration.ofMillis(config.bridgeMillis()),
            config.maxFailures(),
            config.readyEngines()));
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindBackend(Backend backend, Map<String, ?> properties) {
    pipeline.coordinator().bind(backend, properties);
  }

  void updatedBackend(Backend backend, Map<String, ?> properties) {
    pipeline.coordinator().changed(backend, properties);
  }

  void unbindBackend(Backend backend) {
    pipeline.coordinator().unbind(backend);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindDisplay(Display display) {
    pipeline.displays().add(display);
  }

  void unbindDisplay(Display display) {
    pipeline.displays().remove(display);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindCamera(Camera camera) {
    pipeline.cameras().add(camera);
  }

  void unbindCamera(Camera camera) {
    pipeline.cameras().remove(camera);
  }

  /** What this component runs. */
  VisionPipeline pipeline() {
    return pipeline;
  }

  @Deactivate
  void deactivate() {
    if (registration != null) {
      registration.unregister();
    }
    watchdog.close();
    pipeline.close();
  }
}
