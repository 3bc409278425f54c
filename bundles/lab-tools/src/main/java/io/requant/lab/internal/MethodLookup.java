package io.requant.lab.internal;

import io.requant.api.command.VerbException;
import io.requant.api.method.CompressionMethod;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/** Finds a compression method by its id, waiting while libtorch is still loading. */
final class MethodLookup {

  private final BundleContext context;

  MethodLookup(BundleContext context) {
    this.context = context;
  }

  /** Does something with a method. */
  interface Use {
    /** Uses it. */
    int with(CompressionMethod method) throws Exception;
  }

  /**
   * Runs something with a method.
   *
   * @throws VerbException if there is none of that id; the message lists those that are there
   */
  int with(String id, Duration patience, Use use) throws Exception {
    if (!id.matches("[a-z][a-z0-9-]{0,63}")) {
      throw new VerbException("'" + id + "' is no method; there are " + ids());
    }
    ServiceTracker<CompressionMethod, CompressionMethod> tracker =
        new ServiceTracker<>(
            context,
            FrameworkUtil.createFilter(
                "(&(objectClass=%s)(%s=%s))"
                    .formatted(CompressionMethod.class.getName(), CompressionMethod.ID, id)),
            null);
    tracker.open();
    try {
      CompressionMethod method = tracker.waitForService(patience.toMillis());
      if (method == null) {
        throw new VerbException(
            "there is no method '"
                + id
                + "' here; there are "
                + ids()
                + ". Methods need libtorch: without it, look for the reason in the log");
      }
      return use.with(method);
    } finally {
      tracker.close();
    }
  }

  private List<String> ids() throws InvalidSyntaxException {
    var references = context.getServiceReferences(CompressionMethod.class.getName(), null);
    return references == null
        ? List.of()
        : Arrays.stream(references)
            .map(r -> String.valueOf(r.getProperty(CompressionMethod.ID)))
            .sorted()
            .toList();
  }
}
