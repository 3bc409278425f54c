package io.requant.pipeline.internal.adapt;

import io.requant.api.gate.PolicyGate;
import io.requant.api.resource.ResourceMonitor;
import io.requant.pipeline.internal.AdaptablePipeline;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Lets the running pipeline follow what the device has left. */
@Component(
    service = {},
    immediate = true,
    configurationPid = AdaptationComponent.PID)
@Designate(ocd = AdaptationConfig.class)
public final class AdaptationComponent {

  static final String PID = "io.requant.adaptation";

  private static final System.Logger LOG = System.getLogger(AdaptationComponent.class.getName());

  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "requant-adaptation");
            thread.setDaemon(true);
            return thread;
          });
  private final Adaptation adaptation;
  private ResourceMonitor monitor;
  private ResourceMonitor.Subscription levels;
  private PolicyGate gate;

  /**
   * Begins to adapt.
   *
   * @throws IllegalArgumentException if the configuration is wrong: the component stays inactive
   */
  @Activate
  public AdaptationComponent(@Reference AdaptablePipeline pipeline, AdaptationConfig config) {
    AdaptationSettings settings;
    try {
      settings = AdaptationSettings.of(config);
    } catch (IllegalArgumentException e) {
      executor.shutdown();
      LOG.log(Level.ERROR, e.getMessage() + "; correct the configuration " + PID);
      throw e;
    }
    adaptation = new Adaptation(pipeline, settings, executor);
  }

  /** Takes up a changed configuration; a wrong one changes nothing. */
  @Modified
  void modified(AdaptationConfig config) {
    try {
      adaptation.change(AdaptationSettings.of(config));
    } catch (IllegalArgumentException e) {
      LOG.log(
          Level.ERROR,
          "the configuration "
              + PID
              + " was changed and is wrong: "
              + e.getMessage()
              + "; the adaptation goes on as it was");
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindMonitor(ResourceMonitor service) {
    ResourceMonitor.Subscription before = levels;
    monitor = service;
    adaptation.watch(Optional.of(service));
    levels = service.subscribe(decision -> adaptation.askForLook());
    if (before != null) {
      before.close();
    }
  }

  synchronized void unbindMonitor(ResourceMonitor service) {
    if (monitor == service) {
      levels.close();
      levels = null;
      monitor = null;
      adaptation.watch(Optional.empty());
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindGate(PolicyGate service, Map<String, ?> properties) {
    gate = service;
    adaptation.ask(String.valueOf(properties.get(PolicyGate.ID)), Optional.of(service));
  }

  synchronized void unbindGate(PolicyGate service) {
    if (gate == service) {
      gate = null;
      adaptation.ask("", Optional.empty());
    }
  }

  @Deactivate
  void stop() {
    adaptation.close();
    executor.shutdown();
  }
}
