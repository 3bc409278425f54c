package io.requant.itest;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.OutboundMessage;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Gates;
import io.requant.fleet.protocol.KeyStoreFiles;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.ReportedCodec;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import io.requant.fleet.protocol.Topics;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.transport.mqtt.internal.MqttSettings;
import io.requant.transport.mqtt.internal.MqttTransport;
import io.requant.transport.mqtt.internal.TlsFiles;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Stands for the controller: signs, publishes also what no controller would, and listens. */
final class FleetDesk implements AutoCloseable {

  /** A product takes 3 s to start; where twenty others want two processors, more than a minute. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Frames that the new engine computes beside the old one: 1.3 s at 15 a second. */
  private static final int SHADOW_FRAMES = 20;

  private final Topics topics = new Topics(FleetFiles.TENANT);
  private final Target ring = new Target.Ring(FleetFiles.RING);
  private final SigningKey key = SigningKey.generate();
  private final MqttTransport transport;
  private final List<Reported> reports = new ArrayList<>();
  private final List<Presence> presences = new ArrayList<>();

  /** Connects, and lets the gateways of these files trust it. */
  FleetDesk(FleetFiles files) throws Exception {
    this(files, "desk", List.of(URI.create(files.brokerUrl())), Optional.empty());
  }

  /** The same with several brokers, by a certificate. */
  FleetDesk(FleetFiles files, String name, List<URI> brokers, Optional<TlsFiles> tls)
      throws Exception {
    KeyStoreFiles.trust(files.trustedKeys(), key.publicKey());
    transport =
        MqttTransport.open(
            new MqttSettings(
                name,
                brokers,
                name,
                tls,
                Optional.empty(),
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                16,
                65_536,
                1000,
                Duration.ofSeconds(1)));
    transport.subscribe(topics.everyReported(), this::reported);
    transport.subscribe(topics.everyPresence(), this::presence);
  }

  private synchronized void reported(InboundMessage message) {
    try {
      reports.add(ReportedCodec.decode(message.payload()));
      notifyAll();
    } catch (RefusedException e) {
      throw new IllegalStateException("report that nobody can read", e);
    }
  }

  private synchronized void presence(InboundMessage message) {
    try {
      presences.add(Presence.decode(message.payload()));
      notifyAll();
    } catch (RefusedException e) {
      throw new IllegalStateException("presence that nobody can read", e);
    }
  }

  /** Waits until there is a connection to the broker, or none. */
  void awaitConnection(boolean wanted) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    try (var subscription =
        transport.onConnection(
            connected -> {
              if (connected == wanted) {
                reached.countDown();
              }
            })) {
      if (!reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("after " + PATIENCE + " connected is still " + !wanted);
      }
    }
  }

  /** A signed message that tells the ring to run exactly a policy. */
  byte[] sign(long seq, Policy policy) {
    return sign(seq, policy, AdaptationBounds.EXACT);
  }

  /** A signed message that tells the ring to run a policy, and what it may adapt to. */
  byte[] sign(long seq, Policy policy, AdaptationBounds adapt) {
    return sign(seq, policy, adapt, SHADOW_FRAMES);
  }

  /** The same, with so many frames that the new engine computes beside the old one. */
  byte[] sign(long seq, Policy policy, AdaptationBounds adapt, int shadowFrames) {
    byte[] content = PolicyCodec.encode(policy);
    Instant now = Instant.now();
    return SignedDesired.seal(
        new Desired(
            FleetFiles.TENANT,
            ring,
            "r" + seq,
            new Position(1, seq),
            Desired.Action.APPLY,
            Optional.of(PolicyReference.inline(policy, content)),
            Slice.ALL,
            Optional.empty(),
            0,
            now,
            now.plus(Duration.ofDays(1)),
            Duration.ZERO,
            new Gates(
                new ShadowGates(shadowFrames, 0, Duration.ofMinutes(1), Duration.ofSeconds(20)),
                Duration.ZERO),
            adapt),
        content,
        List.of(key));
  }

  /** Publishes to the ring, retained as a controller does; returns when the broker has it. */
  void publish(byte[] message) throws Exception {
    send(OutboundMessage.retained(topics.desired(ring), message));
  }

  /** Publishes to the ring as an eavesdropper would. */
  void replay(byte[] message) throws Exception {
    send(OutboundMessage.of(topics.desired(ring), message));
  }

  private void send(OutboundMessage message) throws Exception {
    transport.publish(message).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Reports so far; where to look from for what comes. */
  synchronized int reportsSoFar() {
    return reports.size();
  }

  synchronized int presencesSoFar() {
    return presences.size();
  }

  /** Waits for a report that came after others; fails with the last one. */
  Reported report(String what, int after, Predicate<Reported> wanted) throws Exception {
    return report(after, PATIENCE, wanted)
        .orElseThrow(() -> new AssertionError("no report that " + what + "; " + told(after)));
  }

  /** Waits for a report, not for ever. */
  Optional<Reported> report(int after, Duration patience, Predicate<Reported> wanted)
      throws Exception {
    return first(reports, after, patience, wanted);
  }

  private synchronized String told(int after) {
    return "since then came " + reports.subList(after, reports.size());
  }

  /** Waits for a presence that came after others. */
  Presence presence(String what, int after, Predicate<Presence> wanted) throws Exception {
    return first(presences, after, PATIENCE, wanted)
        .orElseThrow(() -> new AssertionError("no presence that " + what + ": " + presences));
  }

  private synchronized <T> Optional<T> first(
      List<T> list, int after, Duration patience, Predicate<T> wanted) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    int looked = after;
    while (true) {
      for (; looked < list.size(); looked++) {
        if (wanted.test(list.get(looked))) {
          return Optional.of(list.get(looked));
        }
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
