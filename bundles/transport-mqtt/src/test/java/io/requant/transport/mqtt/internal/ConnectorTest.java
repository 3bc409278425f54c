package io.requant.transport.mqtt.internal;

import static io.requant.transport.mqtt.internal.Transports.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.transport.ClientCertificate;
import io.requant.api.transport.Transport.ConnectionListener;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Brokers that fail over to one another, and certificates that change, with sessions of the test.
 */
class ConnectorTest {

  private static final URI A = URI.create("tcp://127.0.0.1:1");
  private static final URI B = URI.create("tcp://127.0.0.1:2");
  private static final Duration CHECK = Duration.ofMillis(20);

  @TempDir static Path folder;
  private static FleetAuthority fleet;
  private static Instant firstEnd;

  private final LinkedBlockingQueue<FakeSession> sessions = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<URI> urls = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Optional<ClientCertificate>> certificates =
      new LinkedBlockingQueue<>();

  @BeforeAll
  static void certificates() throws Exception {
    fleet = new FleetAuthority(folder, "test");
    Files.copy(fleet.store("test"), folder.resolve("first.p12"));
    firstEnd = TlsMaterial.of(fleet.files("test").read()).notAfter();
    // Certificates have whole seconds: the second one ends a day later, to be told apart.
    fleet.issue(366, "test");
  }

  private MqttTransport open(List<URI> brokers, Optional<TlsFiles> tls) {
    MqttTransport transport =
        new MqttTransport(
            Transports.settings(brokers, tls, CHECK),
            (url, sockets) -> {
              urls.add(url);
              return new FakeSession(sessions);
            },
            new Random(1),
            System::nanoTime,
            Clock.systemUTC());
    transport.onConnection(
        new ConnectionListener() {
          @Override
          public void connectionChanged(boolean connected) {
            heard.add(connected ? "up" : "down");
          }

          @Override
          public void sessionBegan() {
            heard.add("anew");
          }
        });
    transport.onCertificate(() -> certificates.add(transport.certificate()));
    return transport;
  }

  private static <T> T next(LinkedBlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("something within 10 s").isNotNull();
    return next;
  }

  private void hear(String... words) throws InterruptedException {
    for (String word : words) {
      assertThat(next(heard)).isEqualTo(word);
    }
  }

  private void awaitCertificate(Predicate<ClientCertificate> wanted) throws InterruptedException {
    Optional<ClientCertificate> said;
    do {
      said = next(certificates);
    } while (said.filter(wanted).isEmpty());
  }

  private static boolean isRenewed(ClientCertificate certificate) {
    return certificate.notAfter().isAfter(firstEnd) && certificate.problem().isEmpty();
  }

  /** A copy that a test may replace. */
  private static TlsFiles files(Path own) throws Exception {
    Path store = own.resolve("gw.p12");
    Files.copy(folder.resolve("first.p12"), store);
    return new TlsFiles(store, fleet.store("trust"), fleet.password());
  }

  @Test
  void theNextBrokerIsTriedWhenOneCannotBeReached() throws Exception {
    try (MqttTransport transport = open(List.of(A, B), Optional.empty())) {
      hear("down");
      transport.subscribe("a/+", m -> {});
      for (URI expected : List.of(A, B, A)) {
        assertThat(next(urls)).isEqualTo(expected);
        next(sessions).lose();
      }
      assertThat(next(urls)).isEqualTo(B);
      FakeSession onB = next(sessions);
      onB.accept(true, 10);
      hear("anew", "up");
      assertThat(next(onB.subscribed)).isEqualTo("a/+");
      onB.lose();
      hear("down");
      assertThat(next(urls)).as("it has the session").isEqualTo(B);
      FakeSession again = next(sessions);
      again.accept(true, 10);
      hear("up");
      assertThat(again.subscribed).isEmpty();
    }
  }

  @Test
  void whatOneBrokerDidNotAcknowledgeGoesToTheNext() throws Exception {
    try (MqttTransport transport = open(List.of(A, B), Optional.empty())) {
      FakeSession onA = next(sessions);
      onA.accept(false, 10);
      CompletableFuture<Void> done = transport.publish(message("t", "m1"));
      transport.subscribe("a/+", m -> {});
      assertThat(onA.nextSent().text()).isEqualTo("m1");
      assertThat(next(onA.subscribed)).isEqualTo("a/+");
      onA.lose();
      next(sessions).lose();
      assertThat(List.of(next(urls), next(urls), next(urls))).containsExactly(A, A, B);
      FakeSession onB = next(sessions);
      onB.accept(true, 10);
      assertThat(next(onB.subscribed)).as("B was never told").isEqualTo("a/+");
      onB.nextSent().result().answered(0);
      done.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aRenewedCertificateTakesTheSessionOverWithoutAGap(@TempDir Path own) throws Exception {
    TlsFiles files = files(own);
    URI broker = URI.create("ssl://127.0.0.1:3");
    try (MqttTransport transport = open(List.of(broker), Optional.of(files))) {
      FakeSession old = next(sessions);
      transport.subscribe("a/+", m -> {});
      old.accept(false, 10);
      hear("down", "anew", "up");
      assertThat(next(old.subscribed)).isEqualTo("a/+");
      CompletableFuture<Void> done = transport.publish(message("t", "m1"));
      assertThat(old.nextSent().text()).isEqualTo("m1");
      FleetAuthority.replace(files.keyStore(), fleet.store("test"));

      FakeSession fresh = next(sessions);
      assertThat(transport.connected()).as("the old one goes on meanwhile").isTrue();
      assertThat(old.ended).isEmpty();
      fresh.accept(true, 10);
      FakeSession.Sent again = fresh.nextSent();
      assertThat(again.text()).isEqualTo("m1");
      again.result().answered(0);
      done.get(10, TimeUnit.SECONDS);
      awaitCertificate(ConnectorTest::isRenewed);
      old.lose();
      assertThat(next(old.ended)).isFalse();
      assertThat(transport.connected()).isTrue();
      assertThat(fresh.subscribed).as("the broker has not forgotten").isEmpty();
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void aBrokerThatEndsTheOldConnectionFirstIsNoProblem(@TempDir Path own) throws Exception {
    TlsFiles files = files(own);
    URI broker = URI.create("ssl://127.0.0.1:3");
    try (MqttTransport transport = open(List.of(broker), Optional.of(files))) {
      FakeSession old = next(sessions);
      old.accept(false, 10);
      hear("down", "anew", "up");
      FleetAuthority.replace(files.keyStore(), fleet.store("test"));
      FakeSession fresh = next(sessions);
      old.lose();
      hear("down");
      fresh.accept(true, 10);
      hear("up");
      awaitCertificate(ConnectorTest::isRenewed);
      assertThat(transport.connected()).isTrue();
      assertThat(sessions.poll(300, TimeUnit.MILLISECONDS)).as("one connection is enough").isNull();
    }
  }

  @Test
  void aCertificateThatTheBrokerRefusesLeavesTheOldConnectionAlone(@TempDir Path own)
      throws Exception {
    TlsFiles files = files(own);
    URI broker = URI.create("ssl://127.0.0.1:3");
    try (MqttTransport transport = open(List.of(broker), Optional.of(files))) {
      FakeSession old = next(sessions);
      old.accept(false, 10);
      hear("down", "anew", "up");
      FleetAuthority.replace(files.keyStore(), fleet.store("test"));
      next(sessions).lose();
      next(sessions).lose();
      awaitCertificate(
          c -> c.problem().orElse("").contains("the broker does not take it: lost by the test"));
      assertThat(old.ended).isEmpty();
      CompletableFuture<Void> done = transport.publish(message("t", "still here"));
      old.nextSent().result().answered(0);
      done.get(10, TimeUnit.SECONDS);
      FleetAuthority.replace(files.keyStore(), folder.resolve("first.p12"));
      awaitCertificate(c -> c.problem().isEmpty());
    }
  }

  @Test
  void withoutAConnectionOldAndNewCertificateHaveTheirTurns(@TempDir Path own) throws Exception {
    TlsFiles files = files(own);
    URI broker = URI.create("ssl://127.0.0.1:3");
    try (MqttTransport transport = open(List.of(broker), Optional.of(files))) {
      FakeSession old = next(sessions);
      old.accept(false, 10);
      hear("down", "anew", "up");
      FleetAuthority.replace(files.keyStore(), fleet.store("test"));
      FakeSession trial = next(sessions);
      old.lose();
      trial.lose();
      hear("down");
      // The broker was away: that says nothing of the certificate.
      for (int attempt = 0; attempt < 3; attempt++) {
        next(sessions).lose();
      }
      assertThat(transport.certificate().flatMap(ClientCertificate::problem)).isEmpty();
      next(sessions).accept(true, 10);
      hear("up");
    }
  }
}
