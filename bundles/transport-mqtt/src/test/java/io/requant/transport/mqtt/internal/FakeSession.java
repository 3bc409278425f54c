package io.requant.transport.mqtt.internal;

import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.OutboundMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A session whose broker is the test. */
final class FakeSession implements Session {

  /** A message on its way to the broker. */
  record Sent(String text, Optional<Duration> expiry, Result result) {}

  final LinkedBlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<String> subscribed = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<String> confirmed = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
  final List<String> unsubscribed = new CopyOnWriteArrayList<>();
  volatile boolean alive = true;
  final AtomicInteger refuseBecauseFull = new AtomicInteger();
  private final Queue<FakeSession> connecting;
  private volatile Events events;

  /** Tells when the transport begins to connect. */
  FakeSession(Queue<FakeSession> connecting) {
    this.connecting = connecting;
  }

  @Override
  public void connect(Events listener) {
    events = listener;
    connecting.add(this);
  }

  void accept(boolean sessionPresent, int window) {
    events.connected(sessionPresent, window);
  }

  void lose() {
    events.ended("lost by the test");
  }

  void deliver(String topic, String text, int id) {
    events.arrived(
        new Arrival(
            this, new InboundMessage(topic, text.getBytes(StandardCharsets.UTF_8), false), id, 1));
  }

  @Override
  public void subscribe(String filter, boolean confirm, Result result) {
    // First: whoever sees it in the queue may rely on the answer.
    result.answered(1);
    (confirm ? confirmed : subscribed).add(filter);
  }

  @Override
  public void unsubscribe(String filter) {
    unsubscribed.add(filter);
  }

  @Override
  public void publish(OutboundMessage message, Optional<Duration> expiry, Result result)
      throws WindowFullException {
    if (refuseBecauseFull.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new WindowFullException();
    }
    sent.add(new Sent(new String(message.payload(), StandardCharsets.UTF_8), expiry, result));
  }

  Sent nextSent() throws InterruptedException {
    Sent next = sent.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was sent within 10 s");
    }
    return next;
  }

  @Override
  public void acknowledge(Arrival arrival) {
    acknowledged.add(arrival.packetId());
  }

  @Override
  public boolean alive() {
    return alive;
  }

  @Override
  public void end(boolean orderly) {
    ended.add(orderly);
  }
}
