package io.requant.shell.internal;

import io.requant.api.backend.Backend;
import io.requant.api.command.VerbException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/** Finds a backend by its id, waiting while bundles are still starting. */
final class BackendLookup {

  private final BundleContext context;

  BackendLookup(BundleContext context) {
    this.context = context;
  }

  /** Does something with a backend. */
  interface Use<T> {
    /** Uses it. */
    T with(Backend backend) throws Exception;
  }

  /**
   * Runs something with the best backend of an id.
   *
   * @param patience how long to wait for it
   * @throws VerbException if there is none; the message lists those that are there
   */
  <T> T with(String id, Duration patience, Use<T> use) throws Exception {
    if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new VerbException("'" + id + "' is no backend id");
    }
    ServiceTracker<Backend, Backend> tracker =
        new ServiceTracker<>(
            context,
            FrameworkUtil.createFilter(
                "(&(objectClass=%s)(%s=%s))".formatted(Backend.class.getName(), Backend.ID, id)),
            null);
    tracker.open();
    try {
      Backend backend = tracker.waitForService(patience.toMillis());
      if (backend == null) {
        throw new VerbException("there is no backend '" + id + "' here; there are " + ids());
      }
      return use.with(backend);
    } finally {
      tracker.close();
    }
  }

  private List<String> ids() throws InvalidSyntaxException {
    var references = context.getServiceReferences(Backend.class.getName(), null);
    return references == null
        ? List.of()
        : Arrays.stream(references)
            .map(r -> String.valueOf(r.getProperty(Backend.ID)))
            .sorted()
            .toList();
  }
}
