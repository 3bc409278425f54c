package io.requant.transport.mqtt.internal;

import static io.requant.transport.mqtt.internal.Transports.awaitConnection;
import static io.requant.transport.mqtt.internal.Transports.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.transport.OutboundMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The transport with a broker that does what the test says. */
class MqttTransportTest {

  private final LinkedBlockingQueue<FakeSession> sessions = new LinkedBlockingQueue<>();
  private final AtomicLong skipped = new AtomicLong();
  private final MqttTransport transport =
      new MqttTransport(
          Transports.settings(URI.create("tcp://127.0.0.1:1"), "test", Optional.empty(), 5),
          (url, sockets) -> new FakeSession(sessions),
          new Random(1),
          () -> System.nanoTime() + skipped.get(),
          Clock.systemUTC());

  @AfterEach
  void close() {
    transport.close();
  }

  private FakeSession next() throws InterruptedException {
    FakeSession session = sessions.poll(10, TimeUnit.SECONDS);
    assertThat(session).as("a new session within 10 s").isNotNull();
    return session;
  }

  private FakeSession connected(boolean sessionPresent, int window) throws InterruptedException {
    FakeSession session = next();
    session.accept(sessionPresent, window);
    awaitConnection(transport, true);
    return session;
  }

  @Test
  void subscriptionsAreMadeAnewWhereTheBrokerForgotThemAndElseConfirmed() throws Exception {
    FakeSession first = connected(false, 10);
    var subscription = transport.subscribe("a/+", m -> {});
    assertThat(first.subscribed.poll(10, TimeUnit.SECONDS)).isEqualTo("a/+");
    first.lose();
    FakeSession second = connected(true, 10);
    assertThat(second.confirmed.poll(10, TimeUnit.SECONDS)).isEqualTo("a/+");
    second.lose();
    FakeSession third = connected(false, 10);
    assertThat(third.subscribed.poll(10, TimeUnit.SECONDS)).isEqualTo("a/+");
    assertThat(second.subscribed).isEmpty();
    subscription.close();
    third.lose();
    FakeSession fourth = connected(false, 10);
    transport.subscribe("b", m -> {});
    assertThat(fourth.subscribed.poll(10, TimeUnit.SECONDS)).isEqualTo("b");
    assertThat(third.unsubscribed).containsExactly("a/+");
  }

  @Test
  void aSessionOfAnEarlierProcessIsNoReasonNotToSubscribe() throws Exception {
    FakeSession first = next();
    transport.subscribe("a/+", m -> {});
    first.accept(true, 10);
    assertThat(first.subscribed.poll(10, TimeUnit.SECONDS)).isEqualTo("a/+");
    first.lose();
    FakeSession second = next();
    transport.subscribe("b", m -> {});
    second.accept(true, 10);
    assertThat(second.subscribed.poll(10, TimeUnit.SECONDS)).isEqualTo("b");
    assertThat(second.subscribed).isEmpty();
  }

  @Test
  void whatWasNotAcknowledgedIsSentAgainInOrder() throws Exception {
    FakeSession first = connected(false, 2);
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (String text : List.of("m0", "m1", "m2", "m3")) {
      done.add(transport.publish(message("t", text)));
    }
    FakeSession.Sent m0 = first.nextSent();
    assertThat(first.nextSent().text()).isEqualTo("m1");
    m0.result().answered(0);
    assertThat(first.nextSent().text()).as("the window has room again").isEqualTo("m2");
    first.lose();
    FakeSession second = connected(true, 10);
    for (String text : List.of("m1", "m2", "m3")) {
      FakeSession.Sent sent = second.nextSent();
      assertThat(sent.text()).isEqualTo(text);
      sent.result().answered(16);
    }
    CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
  }

  @Test
  void theQueueIsBounded() throws Exception {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      done.add(transport.publish(message("t", "m" + i)));
    }
    assertThat(done.get(5)).isCompletedExceptionally();
    assertThat(done.subList(0, 5)).noneMatch(CompletableFuture::isDone);
    FakeSession session = connected(false, 10);
    session.nextSent().result().answered(0);
    done.get(0).get(10, TimeUnit.SECONDS);
    assertThat(transport.publish(message("t", "m6")).isCompletedExceptionally()).isFalse();
  }

  @Test
  void aFullWindowOfTheLibraryIsTriedAgain() throws Exception {
    FakeSession session = connected(false, 10);
    session.refuseBecauseFull.set(3);
    CompletableFuture<Void> m0 = transport.publish(message("t", "m0"));
    CompletableFuture<Void> m1 = transport.publish(message("t", "m1"));
    assertThat(session.nextSent().text()).isEqualTo("m0");
    assertThat(session.nextSent().text()).isEqualTo("m1");
    assertThat(List.of(m0, m1)).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void aRefusedMessageFailsWithItsReasonCode() throws Exception {
    FakeSession session = connected(false, 10);
    CompletableFuture<Void> done = transport.publish(message("t", "m"));
    session.nextSent().result().answered(0x87);
    assertThatThrownBy(done::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("135");
  }

  @Test
  void aMessageThatIsTooLargeIsNotSent() {
    assertThat(transport.publish(OutboundMessage.of("t", new byte[65_536])))
        .isCompletedExceptionally();
  }

  @Test
  void aMessageThatExpiresInTheQueueIsNotSent() throws Exception {
    CompletableFuture<Void> late =
        transport.publish(
            new OutboundMessage(
                "t",
                "late".getBytes(StandardCharsets.UTF_8),
                false,
                Optional.of(Duration.ofSeconds(5))));
    CompletableFuture<Void> good =
        transport.publish(
            new OutboundMessage(
                "t",
                "good".getBytes(StandardCharsets.UTF_8),
                false,
                Optional.of(Duration.ofSeconds(60))));
    FakeSession session = next();
    skipped.addAndGet(Duration.ofSeconds(15).toNanos());
    session.accept(false, 10);
    FakeSession.Sent sent = session.nextSent();
    assertThat(sent.text()).isEqualTo("good");
    assertThat(sent.expiry().orElseThrow())
        .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(45));
    assertThatThrownBy(late::join).hasCauseInstanceOf(TimeoutException.class);
    assertThat(good).isNotDone();
  }

  @Test
  void aSessionThatNoLongerAnswersIsReplaced() throws Exception {
    FakeSession stuck = connected(false, 10);
    CompletableFuture<Void> done = transport.publish(message("t", "m"));
    stuck.nextSent();
    skipped.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(stuck.ended.poll(10, TimeUnit.SECONDS)).as("by force").isFalse();
    FakeSession fresh = connected(true, 10);
    assertThat(fresh.nextSent().text()).isEqualTo("m");
    assertThat(done).isNotDone();
  }

  @Test
  void aSessionThatDiedUnnoticedIsReplaced() throws Exception {
    FakeSession dead = connected(false, 10);
    dead.alive = false;
    connected(true, 10);
    assertThat(dead.ended.poll(10, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void aConnectionThatDoesNotComeUpIsGivenUp() throws Exception {
    FakeSession slow = next();
    skipped.addAndGet(Duration.ofSeconds(21).toNanos());
    FakeSession second = next();
    slow.accept(false, 10);
    assertThat(transport.connected()).isFalse();
    second.accept(false, 10);
    awaitConnection(transport, true);
  }

  @Test
  void aMessageIsAcknowledgedAfterItsHandlerAndNotBefore() throws Exception {
    FakeSession session = connected(false, 10);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    transport.subscribe(
        "t",
        m -> {
          inside.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    session.deliver("t", "m", 7);
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(session.acknowledged).isEmpty();
    go.countDown();
    assertThat(session.acknowledged.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
  }

  @Test
  void aMessageWhoseHandlerFailsIsAcknowledged() throws Exception {
    FakeSession session = connected(false, 10);
    transport.subscribe(
        "t",
        m -> {
          throw new IllegalStateException("the handler of the test fails");
        });
    session.deliver("t", "m", 7);
    assertThat(session.acknowledged.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
  }

  @Test
  void aMessageThatNobodyTakesWaitsForAHandlerForSomeTime() throws Exception {
    FakeSession session = connected(true, 10);
    session.deliver("t/never", "m", 2);
    session.deliver("t/late", "m", 1);
    Inbox inbox = new Inbox();
    transport.subscribe("t/late", inbox);
    assertThat(inbox.nextText()).isEqualTo("m");
    assertThat(session.acknowledged.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(session.acknowledged).isEmpty();
    skipped.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(session.acknowledged.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void closingSaysGoodByeAndFailsWhatWaits() throws Exception {
    FakeSession session = connected(false, 1);
    CompletableFuture<Void> sent = transport.publish(message("t", "m0"));
    CompletableFuture<Void> waiting = transport.publish(message("t", "m1"));
    session.nextSent();
    transport.close();
    assertThat(session.ended.poll(10, TimeUnit.SECONDS)).as("in good order").isTrue();
    assertThat(sent).isCompletedExceptionally();
    assertThat(waiting).isCompletedExceptionally();
    assertThat(transport.publish(message("t", "m2"))).isCompletedExceptionally();
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("requant-mqtt-test")))
        .isEmpty();
  }
}
