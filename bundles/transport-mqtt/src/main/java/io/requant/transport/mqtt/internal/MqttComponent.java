package io.requant.transport.mqtt.internal;

import io.requant.api.transport.ClientCertificate;
import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** One connection per factory configuration. */
@Component(
    service = Transport.class,
    immediate = true,
    configurationPid = MqttComponent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MqttConfig.class, factory = true)
public final class MqttComponent implements Transport {

  static final String PID = "io.requant.transport.mqtt";

  private final MqttTransport transport;

  /** Begins to connect. */
  @Activate
  public MqttComponent(MqttConfig config) {
    transport = MqttTransport.open(settings(config));
  }

  /** Disconnects. */
  @Deactivate
  public void stop() {
    transport.close();
  }

  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    return transport.subscribe(topicFilter, handler);
  }

  @Override
  public CompletableFuture<Void> publish(OutboundMessage message) {
    return transport.publish(message);
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    return transport.onConnection(listener);
  }

  @Override
  public boolean connected() {
    return transport.connected();
  }

  @Override
  public Optional<ClientCertificate> certificate() {
    return transport.certificate();
  }

  @Override
  public Subscription onCertificate(Runnable changed) {
    return transport.onCertificate(changed);
  }

  private static MqttSettings settings(MqttConfig c) {
    Optional<TlsFiles> tls =
        c.keyStore().isBlank()
            ? Optional.empty()
            : Optional.of(
                new TlsFiles(
                    Path.of(c.keyStore()), Path.of(c.trustStore()), Path.of(c.passwordFile())));
    Optional<Will> will =
        c.willTopic().isBlank()
            ? Optional.empty()
            : Optional.of(
                new Will(
                    c.willTopic(),
                    c.willPayload().getBytes(StandardCharsets.UTF_8),
                    c.willDelaySeconds()));
    return new MqttSettings(
        c.transport_name(),
        urls(c.url()),
        c.clientId(),
        tls,
        will,
        Duration.ofSeconds(c.sessionExpirySeconds()),
        Duration.ofSeconds(c.keepAliveSeconds()),
        Duration.ofSeconds(c.connectTimeoutSeconds()),
        Duration.ofSeconds(c.stuckAfterSeconds()),
        Duration.ofMillis(c.reconnectBaseMillis()),
        Duration.ofMillis(c.reconnectMaxMillis()),
        c.receiveMaximum(),
        c.maximumPacketSize(),
        c.queueLimit(),
        Duration.ofSeconds(c.certificateCheckSeconds()));
  }

  private static List<URI> urls(String text) {
    return Pattern.compile("[,\\s]+")
        .splitAsStream(text.strip())
        .filter(url -> !url.isEmpty())
        .map(URI::create)
        .toList();
  }
}
