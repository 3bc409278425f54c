package io.requant.fleet.simulator.internal;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.DesiredCodec;
import io.requant.fleet.protocol.Envelope;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.ReportedCodec;
import io.requant.fleet.protocol.Topics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Hears everything on the wire and counts it. It is neither controller nor gateway. */
public final class Observer implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Observer.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Mqtt5AsyncClient client;
  private final Consumer<Reported> reported;
  private final List<Order> orders = new ArrayList<>();
  private final Map<String, Reported> last = new ConcurrentHashMap<>();

  private final AtomicLong reports = new AtomicLong();
  private final AtomicLong presences = new AtomicLong();
  private final AtomicLong ringMessages = new AtomicLong();
  private final AtomicLong gatewayMessages = new AtomicLong();
  private final AtomicLong resyncs = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * Connects; returns when everything is subscribed to.
   *
   * @param reported hears every report of a gateway, on a thread of the network
   */
  public Observer(
      Topics topics,
      String ring,
      InetSocketAddress broker,
      NetThreads net,
      Consumer<Reported> reported)
      throws InterruptedException {
    this.reported = reported;
    client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("observer")
            .serverAddress(broker)
            .executorConfig(net.config())
            .automaticReconnect()
            .initialDelay(100, TimeUnit.MILLISECONDS)
            .maxDelay(1, TimeUnit.SECONDS)
            .applyAutomaticReconnect()
            .buildAsync();
    client.publishes(MqttGlobalPublishFilter.ALL, this::heard);
    String tenant = "rq/1/" + topics.tenant();
    List<Mqtt5Subscription> wanted =
        List.of(
                topics.everyReported(),
                topics.everyPresence(),
                tenant + "/ring/" + ring + "/desired",
                tenant + "/+/gw/+/desired",
                topics.resync(ring))
            .stream()
            .map(
                filter ->
                    Mqtt5Subscription.builder()
                        .topicFilter(filter)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .build())
            .toList();
    try {
      client
          .connectWith()
          .cleanStart(true)
          .sessionExpiryInterval(Duration.ofHours(1).toSeconds())
          .keepAlive(120)
          .send()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      client
          .subscribe(Mqtt5Subscribe.builder().addSubscriptions(wanted).build())
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the observer cannot connect to " + broker, e);
    }
  }

  private void heard(Mqtt5Publish message) {
    String topic = message.getTopic().toString();
    byte[] payload = message.getPayloadAsBytes();
    bytes.addAndGet(payload.length);
    try {
      if (topic.endsWith("/reported")) {
        reports.incrementAndGet();
        said(ReportedCodec.decode(payload));
      } else if (topic.endsWith("/presence")) {
        presences.incrementAndGet();
      } else if (topic.endsWith("/resync")) {
        resyncs.incrementAndGet();
      } else if (topic.contains("/gw/")) {
        gatewayMessages.incrementAndGet();
      } else {
        // The broker delivers again what it is not sure of; only the position tells.
        note(DesiredCodec.decode(Envelope.decode(payload, payload.length).payload()));
      }
    } catch (RefusedException e) {
      LOG.log(Level.ERROR, "{0}: {1}", topic, e.getMessage());
    }
  }

  private void said(Reported report) {
    reported.accept(report);
    last.merge(
        report.gateway(),
        report,
        (old, fresh) ->
            old.bootId().equals(fresh.bootId()) && old.reportSeq() > fresh.reportSeq()
                ? old
                : fresh);
  }

  private synchronized void note(Desired desired) {
    Order order =
        new Order(
            desired.position(),
            desired.action(),
            desired.policy().map(PolicyReference::digest).map(d -> d.hex()).orElse(""),
            desired.slice());
    if (!orders.contains(order)) {
      orders.add(order);
      ringMessages.incrementAndGet();
    }
  }

  /** What the ring was told so far. */
  public synchronized List<Order> orders() {
    return List.copyOf(orders);
  }

  /** The last report of a gateway. */
  public Optional<Reported> last(String gateway) {
    return Optional.ofNullable(last.get(gateway));
  }

  /**
   * Counts of messages so far.
   *
   * @param ring different desired messages on the ring's topic
   * @param gateway desired messages on topics of single gateways: reminders and exceptions
   * @param resync requests to report again
   * @param reports reports of gateways, duplicates included
   * @param presences presences and wills
   * @param bytes payload bytes of all of them
   */
  public record Counts(
      long ring, long gateway, long resync, long reports, long presences, long bytes) {

    Counts minus(Counts before) {
      return new Counts(
          ring - before.ring,
          gateway - before.gateway,
          resync - before.resync,
          reports - before.reports,
          presences - before.presences,
          bytes - before.bytes);
    }
  }

  /** What was heard so far. */
  public Counts counts() {
    return new Counts(
        ringMessages.get(),
        gatewayMessages.get(),
        resyncs.get(),
        reports.get(),
        presences.get(),
        bytes.get());
  }

  @Override
  public void close() {
    var unused = client.disconnectWith().sessionExpiryInterval(0).send();
  }
}
