package io.requant.fleet.controller.internal;

import io.requant.api.fleet.FleetController;
import io.requant.api.fleet.FleetCounts;
import io.requant.api.fleet.GatewayReport;
import io.requant.api.fleet.GatewayStanding;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutRequest;
import io.requant.api.fleet.RolloutView;
import io.requant.api.transport.Transport;
import io.requant.fleet.controller.internal.rest.Api;
import io.requant.fleet.controller.internal.rest.Metrics;
import io.requant.fleet.controller.internal.rest.Operations;
import io.requant.fleet.controller.internal.rest.Site;
import io.requant.fleet.controller.internal.rest.Tokens;
import io.requant.fleet.controller.internal.rollout.Assessor;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.KeyStoreFiles;
import io.requant.fleet.protocol.SigningKey;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Runs the controller while there is a configuration and the transport that {@code
 * transport.target} selects.
 */
@Component(
    service = {FleetController.class, Site.class},
    immediate = true,
    configurationPid = ControllerComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ControllerConfig.class)
public final class ControllerComponent implements FleetController, Site {

  static final String PID = "io.requant.fleet.controller";

  /** File in the state directory that says who may use the REST interface. */
  static final String TOKENS = "api-tokens";

  private final FleetStore store;
  private final Controller controller;
  private final ControllerLoop loop;
  private final Tokens tokens;
  private final Api api;
  private final Metrics metrics;

  /** Starts the controller. */
  @Activate
  public ControllerComponent(
      @Reference(name = "transport") Transport transport, ControllerConfig config)
      throws IOException {
    Path state = Path.of(config.stateDirectory());
    SigningKey key =
        key(config.signingKeys().isBlank() ? state.resolve("keys") : Path.of(config.signingKeys()));
    if (!config.trustedKeys().isBlank()) {
      KeyStoreFiles.trust(Path.of(config.trustedKeys()), key.publicKey());
    }
    ControllerSettings settings = settings(config);
    tokens = new Tokens(state.resolve(TOKENS));
    store = FleetStore.open(store(config, state), config.tenant());
    Controller opened = null;
    try {
      opened =
          new Controller(
              settings, transport, key, store, Clock.systemUTC(), membership(config, store));
    } finally {
      if (opened == null) {
        store.close();
      }
    }
    controller = opened;
    api = new Api(controller);
    metrics = new Metrics(controller);
    loop = new ControllerLoop(controller::tick, Duration.ofMillis(config.tickMillis()));
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
    loop.close();
    try {
      controller.close();
    } finally {
      store.close();
    }
  }

  @Override
  public Api api() {
    return api;
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public Metrics metrics() {
    return metrics;
  }

  @Override
  public Operations operations() {
    return controller;
  }

  @Override
  public PushReceipt push(String ring, Policy policy, PushOptions options) {
    return controller.push(ring, policy, options);
  }

  @Override
  public PushReceipt pushToGateway(String gateway, Policy policy, PushOptions options) {
    return controller.pushToGateway(gateway, policy, options);
  }

  @Override
  public PushReceipt release(String gateway) {
    return controller.release(gateway);
  }

  @Override
  public PushReceipt halt(String ring) {
    return controller.halt(ring);
  }

  @Override
  public RolloutView rollout(RolloutRequest request, String who) {
    return controller.rollout(request, who);
  }

  @Override
  public RolloutView order(String rollout, RolloutOrder order, String who) {
    return controller.order(rollout, order, who);
  }

  @Override
  public List<RolloutView> rollouts() {
    return controller.rollouts();
  }

  @Override
  public Map<String, FleetCounts> rings() {
    return controller.rings();
  }

  @Override
  public Optional<GatewayStanding> explain(String gateway) {
    return controller.explain(gateway);
  }

  @Override
  public List<GatewayStanding> standings() {
    return controller.standings();
  }

  @Override
  public List<GatewayReport> reports() {
    return controller.reports();
  }

  @Override
  public CompletableFuture<GatewayReport> settled(String gateway, PushReceipt receipt) {
    return controller.settled(gateway, receipt);
  }

  @Override
  public Subscription onReport(ReportListener listener) {
    return controller.onReport(listener);
  }
}
