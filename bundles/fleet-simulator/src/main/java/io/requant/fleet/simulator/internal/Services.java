package io.requant.fleet.simulator.internal;

import io.requant.api.command.VerbException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.util.tracker.ServiceTracker;

/** A configuration, and the service that it makes appear. */
final class Services<T> implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final BundleContext context;
  private final Configuration configuration;
  private final ServiceTracker<T, T> tracker;
  private final String filter;
  private boolean closed;

  /**
   * Writes a configuration and begins to wait.
   *
   * @param filter of the service beside its type, as OSGi filters are; empty for any
   */
  Services(
      BundleContext context,
      Configuration configuration,
      Class<T> type,
      String filter,
      Map<String, Object> properties)
      throws IOException {
    this.context = context;
    this.configuration = configuration;
    this.filter = "(&(objectClass=" + type.getName() + ")" + filter + ")";
    try {
      tracker = new ServiceTracker<>(context, FrameworkUtil.createFilter(this.filter), null);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
    tracker.open();
    configuration.update(FrameworkUtil.asDictionary(properties));
  }

  /** The service, once it is there. */
  T await() throws InterruptedException {
    T service = tracker.waitForService(PATIENCE.toMillis());
    if (service == null) {
      throw new VerbException(filter + " did not start within " + PATIENCE + "; see the log above");
    }
    return service;
  }

  /**
   * Deletes the configuration and waits until the service is gone, though not for ever. Again does
   * nothing.
   */
  @Override
  public void close() throws InterruptedException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      configuration.delete();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (context.getServiceReferences((String) null, filter) != null
          && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    } finally {
      tracker.close();
    }
  }
}
