package io.requant.fleet.agent.internal;

import io.requant.api.pipeline.Pipeline;
import io.requant.api.transport.Transport;
import io.requant.fleet.agent.internal.fetch.Authorities;
import io.requant.fleet.agent.internal.fetch.HttpsFetcher;
import io.requant.fleet.agent.internal.machine.AgentDriver;
import io.requant.fleet.agent.internal.machine.AgentSettings;
import io.requant.fleet.agent.internal.machine.Fetcher;
import io.requant.fleet.agent.internal.machine.FileStateStore;
import io.requant.fleet.agent.internal.machine.OwnThread;
import io.requant.fleet.protocol.KeyStoreFiles;
import io.requant.fleet.protocol.TrustedKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Runs the agent while there is a configuration and the transport that {@code transport.target}
 * selects. The pipeline may come and go.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = AgentComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = AgentConfig.class)
public final class AgentComponent {

  static final String PID = "io.requant.fleet.agent";

  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final AgentDriver driver;
  private Pipeline pipeline;

  /** Starts the agent. */
  @Activate
  public AgentComponent(@Reference(name = "transport") Transport transport, AgentConfig config)
      throws IOException {
    Path keys = Path.of(config.trustedKeys());
    driver =
        new AgentDriver(
            settings(config),
            transport,
            new FileStateStore(Path.of(config.stateDirectory())),
            () -> read(keys),
            Clock.systemUTC(),
            new SecureRandom(),
            new OwnThread("requant-fleet-agent-" + config.gatewayId()),
            fetcher(config));
  }

  private static Fetcher fetcher(AgentConfig config) throws IOException {
    if (config.fetch_trustStore().isBlank()) {
      return Fetcher.none();
    }
    return new HttpsFetcher(
        config.gatewayId(),
        new HttpsFetcher.Settings(
            Path.of(config.stateDirectory()).resolve("fetched"),
            CONNECT,
            Duration.ofSeconds(config.fetch_attemptSeconds()),
            FIRST_PAUSE,
            LONGEST_PAUSE),
        Authorities.of(Path.of(config.fetch_trustStore()), Path.of(config.fetch_passwordFile())),
        new SecureRandom());
  }

  /** Takes a pipeline into use. */
  @Reference(
      name = "pipeline",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public synchronized void bindPipeline(Pipeline service) {
    pipeline = service;
    driver.setPipeline(Optional.of(service));
  }

  /** Goes on without a pipeline, unless another has taken its place already. */
  public synchronized void unbindPipeline(Pipeline service) {
    if (pipeline == service) {
      pipeline = null;
      driver.setPipeline(Optional.empty());
    }
  }

  /** Ends the agent. */
  @Deactivate
  public void stop() {
    driver.close();
  }

  private static TrustedKeys read(Path directory) {
    try {
      return KeyStoreFiles.readTrusted(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AgentSettings settings(AgentConfig config) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("tenant", config.tenant());
    properties.put("ring", config.ring());
    properties.put("gateway", config.gatewayId());
    properties.put("arch", System.getProperty("os.arch"));
    properties.put("os", System.getProperty("os.name"));
    properties.put("cpus", Runtime.getRuntime().availableProcessors());
    properties.put("java", Runtime.version().feature());
    for (String property : config.properties()) {
      int equals = property.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("property '" + property + "': key=value is needed");
      }
      properties.put(property.substring(0, equals), property.substring(equals + 1));
    }
    return new AgentSettings(
        config.tenant(),
        config.ring(),
        config.gatewayId(),
        config.messageLimit(),
        Duration.ofSeconds(config.clockSkewSeconds()),
        Duration.ofSeconds(config.reportIntervalSeconds()),
        config.jitter(),
        properties);
  }
}
