package io.requant.transport.mqtt.internal;

import static io.requant.transport.mqtt.internal.Transports.awaitConnection;
import static io.requant.transport.mqtt.internal.Transports.message;
import static io.requant.transport.mqtt.internal.Transports.open;
import static io.requant.transport.mqtt.internal.Transports.retained;
import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.transport.InboundMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold over every broker. */
abstract class BrokerContract {

  abstract TestBroker broker();

  /**
   * Whether the broker keeps the order beyond a subscriber's receive maximum. Artemis 2.44 does
   * not: what is sent is numbered, so that nobody depends on it.
   */
  abstract boolean keepsOrder();

  @Test
  void aLaterSubscriberGetsWhatIsRetained() throws Exception {
    try (MqttTransport a = open(broker().url(), "retain-a");
        MqttTransport b = open(broker().url(), "retain-b")) {
      a.publish(retained("t/retained", "kept")).get(10, TimeUnit.SECONDS);
      Inbox inbox = new Inbox();
      b.subscribe("t/+", inbox);
      InboundMessage message = inbox.next();
      assertThat(message.retained()).isTrue();
      assertThat(message.topic()).isEqualTo("t/retained");
      assertThat(new String(message.payload(), StandardCharsets.UTF_8)).isEqualTo("kept");
    }
  }

  @Test
  void moreMessagesThanTheWindowArriveOnceEach() throws Exception {
    try (MqttTransport a = open(broker().url(), "order-a");
        MqttTransport b = open(broker().url(), "order-b")) {
      Inbox inbox = new Inbox();
      b.subscribe("order/#", inbox);
      awaitSubscription(b, inbox, "order/probe");
      List<CompletableFuture<Void>> published = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        published.add(a.publish(message("order/m", "m" + i)));
      }
      CompletableFuture.allOf(published.toArray(CompletableFuture[]::new))
          .get(20, TimeUnit.SECONDS);
      List<String> sent = numbered(200);
      List<String> received = inbox.nextTexts(200);
      assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
      if (keepsOrder()) {
        assertThat(received).isEqualTo(sent);
      }
    }
  }

  /**
   * Waits for a subscription by a message over the same connection, which the broker takes after
   * it. Artemis 2.44 can lose a retained message that another client publishes meanwhile.
   */
  static void awaitSubscription(MqttTransport subscriber, Inbox inbox, String topic)
      throws Exception {
    subscriber.publish(message(topic, "probe")).get(10, TimeUnit.SECONDS);
    assertThat(inbox.nextText()).isEqualTo("probe");
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
  }

  private static List<String> with(List<String> texts, String another) {
    return Stream.concat(texts.stream(), Stream.of(another)).toList();
  }

  @Test
  void aMessageIsAcknowledgedOnlyAfterItsHandlerReturned() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    MqttTransport crashing = open(broker().url(), "ack");
    try {
      crashing.subscribe(
          "ack/m",
          m -> {
            inside.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      crashing.publish(message("ack/m", "once")).get(10, TimeUnit.SECONDS);
      assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      crashing.close();
    }
    try (MqttTransport restarted = open(broker().url(), "ack")) {
      Inbox inbox = new Inbox();
      restarted.subscribe("ack/m", inbox);
      assertThat(inbox.nextText()).isEqualTo("once");
    }
  }

  @Test
  void nothingIsLostWhileASubscriberIsAway() throws Exception {
    try (MqttTransport a = open(broker().url(), "away-a")) {
      try (MqttTransport b = open(broker().url(), "away-b")) {
        Inbox before = new Inbox();
        b.subscribe("away/+", before);
        awaitSubscription(b, before, "away/probe");
      }
      for (int i = 0; i < 40; i++) {
        a.publish(message("away/m", "m" + i)).get(10, TimeUnit.SECONDS);
      }
      // 40 messages arrive at once, more than the window, before anybody has subscribed.
      try (MqttTransport b = open(broker().url(), "away-b")) {
        awaitConnection(b, true);
        Inbox after = new Inbox();
        b.subscribe("away/+", after);
        // The probe comes again if the connection ended before it was acknowledged.
        assertThat(after.untilAll(numbered(40))).isSubsetOf(with(numbered(40), "probe"));
      }
    }
  }

  @Test
  void aRestartOfTheBrokerLosesNothing() throws Exception {
    try (MqttTransport a = open(broker().url(), "restart-a");
        MqttTransport b = open(broker().url(), "restart-b")) {
      Inbox inbox = new Inbox();
      b.subscribe("restart/#", inbox);
      awaitSubscription(b, inbox, "restart/probe");
      a.publish(retained("restart/kept", "kept")).get(10, TimeUnit.SECONDS);
      AtomicInteger acknowledged = new AtomicInteger();
      broker().stop();
      awaitConnection(a, false);
      // While the broker is away messages wait in the transport.
      List<CompletableFuture<Void>> published =
          IntStream.range(0, 30)
              .mapToObj(
                  i ->
                      a.publish(message("restart/m", "m" + i))
                          .thenRun(acknowledged::incrementAndGet))
              .toList();
      assertThat(acknowledged).hasValue(0);
      broker().start();
      CompletableFuture.allOf(published.toArray(CompletableFuture[]::new))
          .get(20, TimeUnit.SECONDS);
      List<String> wanted = with(numbered(30), "kept");
      assertThat(inbox.untilAll(wanted)).isSubsetOf(with(wanted, "probe"));
      try (MqttTransport later = open(broker().url(), "restart-c")) {
        Inbox retainedInbox = new Inbox();
        later.subscribe("restart/kept", retainedInbox);
        assertThat(retainedInbox.nextText()).as("retained over a restart").isEqualTo("kept");
      }
    }
  }

  @Test
  void theWillIsPublishedWhenAClientVanishes() throws Exception {
    try (MqttTransport watcher = open(broker().url(), "will-a")) {
      Inbox inbox = new Inbox();
      watcher.subscribe("will/+", inbox);
      awaitSubscription(watcher, inbox, "will/probe");
      MqttSettings plain = Transports.settings(broker().url(), "will-b", Optional.empty(), 10);
      MqttSettings settings =
          new MqttSettings(
              plain.name(),
              plain.urls().get(0),
              plain.clientId(),
              plain.tls(),
              Optional.of(new Will("will/b", "gone".getBytes(StandardCharsets.UTF_8), 1)),
              plain.sessionExpiry(),
              plain.keepAlive(),
              plain.connectTimeout(),
              plain.stuckAfter(),
              plain.reconnectBase(),
              plain.reconnectMax(),
              plain.receiveMaximum(),
              plain.maximumPacketSize(),
              plain.queueLimit());
      PahoSession vanishing = new PahoSession(settings, settings.urls().get(0), Optional.empty());
      CountDownLatch connected = new CountDownLatch(1);
      vanishing.connect(
          new Session.Events() {
            @Override
            public void connected(boolean sessionPresent, int window) {
              connected.countDown();
            }

            @Override
            public void ended(String reason) {
              // Expected at the end of the test.
            }

            @Override
            public void arrived(Session.Arrival arrival) {
              throw new AssertionError("nothing was subscribed");
            }
          });
      assertThat(connected.await(10, TimeUnit.SECONDS)).isTrue();
      vanishing.end(false);
      assertThat(inbox.nextText()).isEqualTo("gone");
    }
  }
}
