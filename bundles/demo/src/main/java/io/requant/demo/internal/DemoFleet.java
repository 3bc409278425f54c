package io.requant.demo.internal;

import io.requant.api.command.VerbException;
import io.requant.api.fleet.BrokerEndpoint;
import io.requant.api.fleet.FleetController;
import io.requant.api.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** Broker and controller of the demo, in this process, on loopback. */
final class DemoFleet implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final BundleContext context;
  private final List<Made> made = new ArrayList<>();
  private final List<ServiceTracker<?, ?>> trackers = new ArrayList<>();
  private String brokerUrl;
  private FleetController controller;

  private DemoFleet(BundleContext context) {
    this.context = context;
  }

  /** Starts both; returns when the controller is there. */
  static DemoFleet start(
      BundleContext context, ConfigurationAdmin configurations, GatewayFiles files)
      throws IOException, InterruptedException {
    DemoFleet fleet = new DemoFleet(context);
    boolean started = false;
    try {
      fleet.configure(
          configurations.getConfiguration("io.requant.broker", "?"),
          BrokerEndpoint.class,
          Map.of("dataDirectory", files.folder().resolve("broker").toString()));
      fleet.brokerUrl = fleet.await(BrokerEndpoint.class).url();
      fleet.configure(
          configurations.getFactoryConfiguration("io.requant.transport.mqtt", "controller", "?"),
          Transport.class,
          Map.of(
              "transport.name", "fleet",
              "url", fleet.brokerUrl,
              "clientId", "controller"));
      fleet.configure(
          configurations.getConfiguration("io.requant.fleet.controller", "?"),
          FleetController.class,
          Map.of(
              "tenant", GatewayFiles.TENANT,
              "stateDirectory", files.folder().resolve("controller").toString(),
              "trustedKeys", files.trustedKeys().toString()));
      fleet.controller = fleet.await(FleetController.class);
      started = true;
      return fleet;
    } finally {
      if (!started) {
        fleet.close();
      }
    }
  }

  /** A configuration, and the service that it makes appear. */
  private record Made(Configuration configuration, Class<?> service) {}

  private void configure(
      Configuration configuration, Class<?> service, Map<String, Object> properties)
      throws IOException {
    made.add(new Made(configuration, service));
    configuration.update(FrameworkUtil.asDictionary(properties));
  }

  /** Waits until what a configuration made is gone; not for ever. */
  private void awaitGone(Class<?> service) throws InterruptedException {
    long deadline = System.nanoTime() + GOODBYE.toNanos();
    while (context.getServiceReference(service) != null && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private <T> T await(Class<T> type) throws InterruptedException {
    ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
    trackers.add(tracker);
    tracker.open();
    T service = tracker.waitForService(PATIENCE.toMillis());
    if (service == null) {
      throw new VerbException(type.getSimpleName() + " did not start; see the log above");
    }
    return service;
  }

  /** Where the broker listens. */
  String brokerUrl() {
    return brokerUrl;
  }

  /** The controller. */
  FleetController controller() {
    return controller;
  }

  /** Waits for the first report of a gateway. */
  void awaitGateway(String id) throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    try (var subscription =
        controller.onReport(
            report -> {
              if (report.gateway().equals(id)) {
                heard.countDown();
              }
            })) {
      boolean known = controller.reports().stream().anyMatch(r -> r.gateway().equals(id));
      if (!known && !heard.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new VerbException("gateway '" + id + "' does not report to the broker");
      }
    }
  }

  @Override
  public void close() {
    trackers.forEach(ServiceTracker::close);
    // Backwards: the controller says good-bye while the broker still listens.
    Collections.reverse(made);
    for (Made each : made) {
      try {
        each.configuration().delete();
        awaitGone(each.service());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
