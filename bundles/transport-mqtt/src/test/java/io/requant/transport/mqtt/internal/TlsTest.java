package io.requant.transport.mqtt.internal;

import static io.requant.transport.mqtt.internal.Transports.retained;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates on both sides. */
class TlsTest {

  private static final String OWN = "rq/1/main/f5/gw/gateway/";

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
        new PahoSession(
            Transports.settings(url, clientId, Optional.of(files), 10),
            url,
            Optional.of(TlsMaterial.of(files.read()).sockets()));
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

  private static MqttTransport open(String name) {
    return Transports.open(
        Transports.settings(broker.url(), name, Optional.of(files(name, "fleet")), 10));
  }

  @Test
  void aGatewayWithATrustedCertificateHearsAndSpeaksForItself() throws Exception {
    assertThat(broker.url().getScheme()).isEqualTo("ssl");
    try (MqttTransport controller = open("controller");
        MqttTransport gateway = open("gateway")) {
      Inbox desired = new Inbox();
      Inbox reported = new Inbox();
      controller
          .publish(retained("rq/1/main/ring/all/desired", "sealed"))
          .get(20, TimeUnit.SECONDS);
      gateway.subscribe("rq/1/main/ring/all/desired", desired);
      assertThat(desired.nextText()).isEqualTo("sealed");
      gateway.publish(retained(OWN + "reported", "done")).get(20, TimeUnit.SECONDS);
      controller.subscribe("rq/1/main/+/gw/+/reported", reported);
      assertThat(reported.nextText()).isEqualTo("done");
    }
  }

  @Test
  void aGatewaySpeaksForNobodyElse() throws Exception {
    try (MqttTransport gateway = open("gateway")) {
      for (String topic :
          java.util.List.of(
              "rq/1/main/aa/gw/gw-2/reported",
              "rq/1/main/aa/gw/gw-2/presence",
              "rq/1/main/ring/all/desired",
              "rq/1/main/ring/all/resync",
              OWN + "desired",
              "elsewhere")) {
        assertThatThrownBy(
                () -> gateway.publish(Transports.message(topic, "x")).get(20, TimeUnit.SECONDS))
            .as(topic)
            .hasMessageContaining("reason code 135");
      }
      gateway.publish(Transports.message(OWN + "presence", "x")).get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aGatewayCannotTakeTheSessionOfAnotherOver() throws Exception {
    try (MqttTransport controller = open("controller")) {
      Transports.awaitConnection(controller, true);
      CountDownLatch lost = new CountDownLatch(1);
      controller.onConnection(
          connected -> {
            if (!connected) {
              lost.countDown();
            }
          });
      assertThat(connect(broker.url(), "controller", files("gateway", "fleet"))).isNotEmpty();
      assertThat(lost.getCount()).as("the controller is still connected").isOne();
      controller
          .publish(retained("rq/1/main/ring/all/desired", "still here"))
          .get(20, TimeUnit.SECONDS);
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
    assertThatThrownBy(() -> TlsMaterial.of(wrong.read()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("password: no PKCS#12 store");
  }
}
