package io.requant.shell.internal;

import io.requant.api.command.Verb;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Finds verbs by name among the services, waiting for those whose bundle is still starting. */
final class ServiceVerbs implements Verbs {

  private static final System.Logger LOG = System.getLogger(ServiceVerbs.class.getName());

  private final BundleContext context;

  ServiceVerbs(BundleContext context) {
    this.context = context;
  }

  @Override
  public Optional<Integer> use(String name, Duration patience, Use use)
      throws InterruptedException {
    ServiceTracker<Verb, ServiceReference<Verb>> tracker =
        new ServiceTracker<>(context, filter(name), null) {
          @Override
          public ServiceReference<Verb> addingService(ServiceReference<Verb> reference) {
            return reference;
          }

          @Override
          public void removedService(
              ServiceReference<Verb> reference, ServiceReference<Verb> same) {
            // It was never got through the context, which a framework that stops makes invalid.
          }
        };
    tracker.open();
    try {
      ServiceReference<Verb> reference = tracker.waitForService(Math.max(1, patience.toMillis()));
      return reference == null ? Optional.empty() : with(reference, use);
    } finally {
      tracker.close();
    }
  }

  private Optional<Integer> with(ServiceReference<Verb> reference, Use use) {
    ServiceObjects<Verb> objects = context.getServiceObjects(reference);
    Verb verb = objects == null ? null : objects.getService();
    if (verb == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(use.with(verb));
    } finally {
      release(objects, verb);
    }
  }

  /** A framework that stops has taken the service back already: then there is nothing to do. */
  private static void release(ServiceObjects<Verb> objects, Verb verb) {
    try {
      objects.ungetService(verb);
    } catch (IllegalArgumentException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "the verb''s bundle went while it ran: {0}", e.toString());
    }
  }

  private static Filter filter(String name) {
    if (!name.matches("[a-z][a-z-]*( [a-z][a-z-]*)?")) {
      throw new IllegalArgumentException("'" + name + "' is no verb; ./requant --help lists them");
    }
    try {
      return FrameworkUtil.createFilter(
          "(&(%s=%s)(%s=%s))"
              .formatted(Constants.OBJECTCLASS, Verb.class.getName(), Verb.NAME, name));
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("a name of letters makes a valid filter", e);
    }
  }
}
