package io.requant.bench.internal.engine;

import io.requant.api.backend.Backend;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Makes the CPU backend offer one service for each of its code paths: a factory configuration each.
 * Which paths there are is what its metatype lists as options, so a new one is found by itself.
 */
final class PathConfigurations implements AutoCloseable {

  private static final String PID = "io.requant.backend.pi";
  private static final String BACKEND = "pi";
  static final String PATH = "path";
  private static final String METATYPE = "OSGI-INF/metatype";

  /** The option that chooses among the others. */
  static final String ANY = "auto";

  /** Below every backend that is meant to serve. */
  private static final int RANKING = -1000;

  private static final int PATIENCE_MILLIS = 10_000;
  private static final int STEP_MILLIS = 20;
  private static final System.Logger LOG = System.getLogger(PathConfigurations.class.getName());

  private final BundleContext context;
  private final ConfigurationAdmin configurations;
  private final List<Configuration> made = new ArrayList<>();

  PathConfigurations(BundleContext context, ConfigurationAdmin configurations) {
    this.context = context;
    this.configurations = configurations;
  }

  /** Configures every path and waits for its service. */
  void open() throws InterruptedException {
    Collection<ServiceReference<Backend>> cpu = services(BACKEND);
    if (cpu.isEmpty()) {
      return; // no CPU backend is installed
    }
    int ranking = RANKING;
    for (String path : paths(cpu.iterator().next().getBundle())) {
      String id = BACKEND + "-" + path;
      Map<String, Object> properties =
          Map.of(PATH, path, Backend.ID, id, Constants.SERVICE_RANKING, ranking--);
      try {
        Configuration configuration = configurations.createFactoryConfiguration(PID, "?");
        made.add(configuration);
        configuration.update(FrameworkUtil.asDictionary(properties));
      } catch (IOException e) {
        LOG.log(Level.WARNING, "path '" + path + "' cannot be configured: " + e);
        continue;
      }
      await(id);
    }
  }

  private static Set<String> paths(Bundle bundle) {
    Set<String> options = new LinkedHashSet<>();
    Enumeration<URL> resources = bundle.findEntries(METATYPE, "*.xml", false);
    while (resources != null && resources.hasMoreElements()) {
      URL resource = resources.nextElement();
      try (InputStream in = resource.openStream()) {
        options.addAll(MetatypeOptions.of(in, PID, PATH));
      } catch (IOException e) {
        LOG.log(Level.WARNING, resource + ": " + e.getMessage());
      }
    }
    options.remove(ANY);
    return options;
  }

  /** A framework has no event for a service that will not come, so this looks again and again. */
  private void await(String id) throws InterruptedException {
    for (int waited = 0; services(id).isEmpty(); waited += STEP_MILLIS) {
      if (waited >= PATIENCE_MILLIS) {
        LOG.log(Level.WARNING, "backend '" + id + "' did not appear and is left out");
        return;
      }
      Thread.sleep(STEP_MILLIS);
    }
  }

  private Collection<ServiceReference<Backend>> services(String id) {
    try {
      return context.getServiceReferences(Backend.class, "(" + Backend.ID + "=" + id + ")");
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException("backend id '" + id + "'", e);
    }
  }

  @Override
  public void close() {
    for (Configuration configuration : made) {
      try {
        configuration.delete();
      } catch (IOException | IllegalStateException e) {
        LOG.log(Level.WARNING, "a configuration of " + PID + " is left behind: " + e);
      }
    }
    made.clear();
  }
}
