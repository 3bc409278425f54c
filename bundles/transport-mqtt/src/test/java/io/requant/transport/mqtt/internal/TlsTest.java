package io.requant.transport.mqtt.internal;

import static io.requant.transport.mqtt.internal.Transports.retained;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates on both sides. */
class TlsTest {

  @TempDir static Path directory;
  private static Certificates certificates;
  private static ArtemisBroker broker;

  @BeforeAll
  static void start() throws Exception {
    certificates = new Certificates(directory);
    broker =
        new ArtemisBroker(
            directory.resolve("data"),
            Optional.of(
                new io.requant.broker.embedded.internal.TlsFiles(
                    certificates.store("broker"),
                    certificates.store("trust-fleet"),
                    certificates.password())));
    broker.start();
  }

  @AfterAll
  static void stop() {
    broker.stop();
  }

  private static TlsFiles files(String own, String trust) {
    return new TlsFiles(
        certificates.store(own), certificates.store("trust-" + trust), certificates.password());
  }

  /** How connecting ends: empty if well, else the reason. */
  private static String connect(URI url, String clientId, TlsFiles files) throws Exception {
    PahoSession session =
        new PahoSession(Transports.settings(url, clientId, Optional.of(files), 10));
    CompletableFuture<String> end = new CompletableFuture<>();
    session.connect(
        new Session.Events() {
          @Override
          public void connected(boolean sessionPresent, int window) {
            end.complete("");
          }

          @Override
          public void ended(String reason) {
            end.complete(reason);
          }

          @Override
          public void arrived(Session.Arrival arrival) {
            end.complete("message without subscription");
          }
        });
    try {
      return end.get(30, TimeUnit.SECONDS);
    } finally {
      session.end(true);
    }
  }

  @Test
  void aGatewayWithATrustedCertificateIsLetIn() throws Exception {
    assertThat(broker.url().getScheme()).isEqualTo("ssl");
    try (MqttTransport transport =
        Transports.open(
            Transports.settings(
                broker.url(), "gateway", Optional.of(files("gateway", "fleet")), 10))) {
      Inbox inbox = new Inbox();
      transport.publish(retained("tls/m", "sealed")).get(20, TimeUnit.SECONDS);
      transport.subscribe("tls/m", inbox);
      assertThat(inbox.nextText()).isEqualTo("sealed");
    }
  }

  @Test
  void aGatewayWithAnotherCertificateIsRefused() throws Exception {
    assertThat(connect(broker.url(), "intruder", files("intruder", "fleet"))).isNotEmpty();
  }

  @Test
  void aBrokerWithAnotherCertificateIsRefused() throws Exception {
    assertThat(connect(broker.url(), "gateway-2", files("gateway", "strangers")))
        .contains("certification path");
  }

  @Test
  void aBrokerUnderAnotherNameIsRefused() throws Exception {
    // The certificate is for 127.0.0.1 and localhost; 127.0.0.2 is the same machine.
    URI other = URI.create("ssl://127.0.0.2:" + broker.url().getPort());
    assertThat(connect(other, "gateway-3", files("gateway", "fleet"))).isNotEmpty();
  }

  @Test
  void aWrongPasswordOrADamagedStoreIsNamed() {
    TlsFiles wrong =
        new TlsFiles(
            certificates.password(), certificates.store("trust-fleet"), certificates.password());
    assertThatThrownBy(wrong::socketFactory)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("password: no PKCS#12 store");
  }
}
