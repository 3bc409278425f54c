package io.requant.bench.internal.engine;

import io.requant.api.backend.Backend;
import io.requant.api.resource.PeakProbe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The backends that are services, each path of the CPU backend as one of its own. What was
 * configured for that is undone when this is closed.
 */
public final class ServiceEngines implements EngineLookup {

  private final BundleContext context;
  private final PathConfigurations paths;
  private final List<ServiceReference<?>> used = new ArrayList<>();

  /** Looks for services in a framework. */
  public ServiceEngines(BundleContext context, ConfigurationAdmin configurations) {
    this.context = context;
    this.paths = new PathConfigurations(context, configurations);
  }

  @Override
  public List<Candidate> engines() throws InterruptedException {
    paths.open();
    List<Candidate> found = new ArrayList<>();
    for (ServiceReference<Backend> reference : references(Backend.class)) {
      Backend backend = use(reference);
      if (backend != null) {
        found.add(
            new BackendCandidate(
                Objects.toString(reference.getProperty(Backend.ID), "unnamed"),
                backend,
                wished(reference)));
      }
    }
    return found;
  }

  /** A path that is not there is replaced by another, which must not be timed under its name. */
  private static String wished(ServiceReference<Backend> reference) {
    String path = Objects.toString(reference.getProperty(PathConfigurations.PATH), "");
    return path.equals(PathConfigurations.ANY) ? "" : path;
  }

  @Override
  public List<PeakProbe> probes() {
    return references(PeakProbe.class).stream().map(this::use).filter(Objects::nonNull).toList();
  }

  /** Highest ranking first. */
  private <T> List<ServiceReference<T>> references(Class<T> type) {
    try {
      Collection<ServiceReference<T>> all = context.getServiceReferences(type, null);
      List<ServiceReference<T>> sorted = new ArrayList<>(all);
      sorted.sort((a, b) -> b.compareTo(a));
      return sorted;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e); // there is no filter
    }
  }

  private <T> T use(ServiceReference<T> reference) {
    T service = context.getService(reference);
    if (service != null) {
      used.add(reference);
    }
    return service;
  }

  @Override
  public void close() {
    used.forEach(context::ungetService);
    used.clear();
    paths.close();
  }
}
