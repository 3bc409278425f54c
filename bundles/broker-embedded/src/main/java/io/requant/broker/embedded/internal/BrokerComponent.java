package io.requant.broker.embedded.internal;

import io.requant.api.fleet.BrokerEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Runs the broker while there is a configuration. Starting takes seconds, so it happens on a thread
 * of its own; the service appears when the broker accepts clients, with its real URL.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = BrokerComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = BrokerConfig.class)
public final class BrokerComponent {

  static final String PID = "io.requant.broker";

  private static final Logger LOG = System.getLogger(BrokerComponent.class.getName());

  private final BundleContext context;
  private final Thread starter;
  private EmbeddedBroker broker;
  private ServiceRegistration<BrokerEndpoint> registration;
  private boolean stopped;

  /** Begins to start the broker. */
  @Activate
  public BrokerComponent(BundleContext context, BrokerConfig config) {
    this.context = context;
    BrokerSettings settings = settings(config);
    starter = new Thread(() -> start(settings), "requant-broker-start");
    starter.start();
  }

  private void start(BrokerSettings settings) {
    EmbeddedBroker started;
    try {
      started = new EmbeddedBroker(settings);
    } catch (IllegalStateException e) {
      LOG.log(Level.ERROR, e.getMessage(), e);
      return;
    }
    synchronized (this) {
      if (!stopped) {
        broker = started;
        registration =
            context.registerService(
                BrokerEndpoint.class,
                started,
                FrameworkUtil.asDictionary(Map.of(BrokerEndpoint.URL, started.url())));
        return;
      }
    }
    started.close();
  }

  /** Withdraws the service and stops the broker. */
  @Deactivate
  public void stop() throws InterruptedException {
    synchronized (this) {
      stopped = true;
      if (registration != null) {
        registration.unregister();
      }
    }
    // Half a start cannot be interrupted safely: a journal is being written.
    starter.join();
    if (broker != null) {
      broker.close();
    }
  }

  private static BrokerSettings settings(BrokerConfig config) {
    Optional<TlsFiles> tls =
        config.keyStore().isBlank()
            ? Optional.empty()
            : Optional.of(
                new TlsFiles(
                    Path.of(config.keyStore()),
                    Path.of(config.trustStore()),
                    Path.of(config.passwordFile())));
    return new BrokerSettings(
        config.host(),
        config.port(),
        Path.of(config.dataDirectory()),
        tls,
        Set.of(config.controllers()));
  }
}
