package io.requant.fleet.controller.internal;

import io.requant.api.fleet.FleetController;
import io.requant.api.transport.Transport;
import io.requant.fleet.controller.internal.rest.Site;
import io.requant.fleet.controller.internal.rest.Tokens;
import io.requant.fleet.controller.internal.rollout.Assessor;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.KeyStoreFiles;
import io.requant.fleet.protocol.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Runs the controller while there is a configuration and the transport that {@code
 * transport.target} selects. The site is there at once and says what it waits for; {@link
 * FleetController} is a service from when the store is open.
 */
@Component(
    service = Site.class,
    immediate = true,
    configurationPid = ControllerComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ControllerConfig.class)
public final class ControllerComponent implements Site {

  static final String PID = "io.requant.fleet.controller";

  /** File in the state directory that says who may use the REST interface. */
  static final String TOKENS = "api-tokens";

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final BundleContext context;
  private final Tokens tokens;
  private final Startup<RunningController> startup;
  private ServiceRegistration<FleetController> service;
  private boolean stopped;

  /** Begins to start the controller. */
  @Activate
  public ControllerComponent(
      BundleContext context,
      @Reference(name = "transport") Transport transport,
      ControllerConfig config)
      throws IOException {
    this.context = context;
    Path state = Path.of(config.stateDirectory());
    SigningKey key =
        key(config.signingKeys().isBlank() ? state.resolve("keys") : Path.of(config.signingKeys()));
    if (!config.trustedKeys().isBlank()) {
      KeyStoreFiles.trust(Path.of(config.trustedKeys()), key.publicKey());
    }
    ControllerSettings settings = settings(config);
    StoreSettings where = store(config, state);
    tokens = new Tokens(state.resolve(TOKENS));
    startup =
        new Startup<>(
            () ->
                RunningController.open(
                    settings,
                    where,
                    transport,
                    key,
                    store -> membership(config, store),
                    Duration.ofMillis(config.tickMillis())),
            this::started,
            FIRST_PAUSE);
  }

  private synchronized void started(RunningController running) {
    if (!stopped) {
      service = context.registerService(FleetController.class, running.controller(), null);
    }
  }

  private static ControllerSettings settings(ControllerConfig config) {
    if (config.silentHours() <= 0 || config.answerSeconds() < 1 || config.tickMillis() < 10) {
      throw new IllegalArgumentException(
          "silentHours %s, answerSeconds %d, tickMillis %d: above 0, from 1 and from 10 are possible"
              .formatted(config.silentHours(), config.answerSeconds(), config.tickMillis()));
    }
    return new ControllerSettings(
        config.tenant(),
        config.messageLimit(),
        new Assessor(
            Duration.ofSeconds((long) (config.silentHours() * 3600)),
            Duration.ofSeconds(config.answerSeconds())));
  }

  /** The embedded database cannot be shared: its files are locked. */
  private static Optional<Membership> membership(ControllerConfig config, FleetStore store) {
    if (store.database().embedded()) {
      return Optional.empty();
    }
    String id =
        config.controllerId().isBlank() ? UUID.randomUUID().toString() : config.controllerId();
    return Optional.of(
        new Membership(
            new Membership.Settings(
                id, config.publicUrl(), Duration.ofSeconds(config.leaseSeconds())),
            store.leases(),
            System::nanoTime));
  }

  private static StoreSettings store(ControllerConfig config, Path state) {
    return new StoreSettings(
        state,
        Optional.of(config.storeUrl()).filter(url -> !url.isBlank()),
        config.storeUser(),
        Optional.of(config.storePasswordFile()).filter(f -> !f.isBlank()).map(Path::of));
  }

  private static SigningKey key(Path directory) throws IOException {
    return Files.exists(directory.resolve(KeyStoreFiles.PRIVATE))
        ? KeyStoreFiles.read(directory)
        : KeyStoreFiles.create(directory);
  }

  /** Stops the controller. */
  @Deactivate
  public void stop() {
    synchronized (this) {
      stopped = true;
      if (service != null) {
        service.unregister();
      }
    }
    startup.close();
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public Optional<Served> served() {
    return startup.opened().map(RunningController::served);
  }

  @Override
  public String waiting() {
    return startup.waiting();
  }
}
