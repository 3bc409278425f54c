package io.requant.fleet.controller.internal;

import io.requant.api.fleet.FleetController;
import io.requant.api.fleet.GatewayReport;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.transport.Transport;
import io.requant.fleet.protocol.KeyStoreFiles;
import io.requant.fleet.protocol.SigningKey;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
    service = FleetController.class,
    immediate = true,
    configurationPid = ControllerComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ControllerConfig.class)
public final class ControllerComponent implements FleetController {

  static final String PID = "io.requant.fleet.controller";

  private final Controller controller;

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
    controller =
        new Controller(
            new ControllerSettings(config.tenant(), config.messageLimit()),
            transport,
            key,
            new DesiredStore(state),
            new AuditLog(state, Clock.systemUTC(), AuditLog.MAX_BYTES),
            Clock.systemUTC());
  }

  private static SigningKey key(Path directory) throws IOException {
    return Files.exists(directory.resolve(KeyStoreFiles.PRIVATE))
        ? KeyStoreFiles.read(directory)
        : KeyStoreFiles.create(directory);
  }

  /** Stops the controller. */
  @Deactivate
  public void stop() {
    controller.close();
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
