package io.requant.fleet.simulator.internal;

import com.hivemq.client.internal.mqtt.MqttAsyncClient;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * A light MQTT 5 connection of one simulated gateway. It keeps the promises of {@link Transport},
 * on the gateway's lane, and can be cut off as by a power failure.
 */
final class LightClient implements Transport {

  private static final Logger LOG = System.getLogger(LightClient.class.getName());
  private static final Duration FIRST_DELAY = Duration.ofMillis(250);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);
  private static final int KEEP_ALIVE = 120;
  private static final int RECEIVE_MAXIMUM = 16;
  private static final int MAX_PACKET = 65_536;

  private final String id;
  private final Lane lane;
  private final Disorder disorder;
  private final RandomGenerator random;
  private final Mqtt5AsyncClient client;
  private final Map<String, MessageHandler> handlers = new LinkedHashMap<>();
  private final List<ConnectionListener> listeners = new ArrayList<>();
  private final Outbox outbox;
  private volatile boolean connected;
  private boolean dead;
  private int failures;
  private int hearing;
  private long noSoonerThan = System.nanoTime();

  /** Prepares; {@link #connect()} connects. */
  LightClient(
      String id,
      InetSocketAddress broker,
      Optional<LastWill> will,
      Lane lane,
      Disorder disorder,
      RandomGenerator random,
      NetThreads threads) {
    this.id = id;
    this.lane = lane;
    this.disorder = disorder;
    this.random = random;
    var builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(id)
            .serverAddress(broker)
            .executorConfig(threads.config())
            .addDisconnectedListener(context -> lane.run(this::lost));
    client =
        will.map(
                w ->
                    builder.willPublish(
                        Mqtt5Publish.builder()
                            .topic(w.topic())
                            .payload(w.payload())
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .asWill()
                            .delayInterval(w.delaySeconds())
                            .build()))
            .orElse(builder)
            .buildAsync();
    outbox = new Outbox(id, client, lane);
    hear();
  }

  /** Takes what arrives from now on, in place of an earlier call. */
  private void hear() {
    int number = ++hearing;
    client.publishes(MqttGlobalPublishFilter.ALL, m -> lane.run(() -> arrived(m, number)), true);
  }

  /** Connects, and again whenever the connection is lost. */
  void connect() {
    if (dead || connected) {
      return;
    }
    var unused =
        client
            .connectWith()
            .cleanStart(false)
            .sessionExpiryInterval(Duration.ofDays(1).toSeconds())
            .keepAlive(KEEP_ALIVE)
            .restrictions()
            .receiveMaximum(RECEIVE_MAXIMUM)
            .maximumPacketSize(MAX_PACKET)
            .applyRestrictions()
            .send()
            .whenComplete(
                (ack, problem) -> {
                  // A failure is told to the listener too, which tries again.
                  if (problem == null) {
                    lane.run(() -> accepted(ack.isSessionPresent()));
                  }
                });
  }

  /**
   * Subscribes, whatever the broker says of the session: one that was killed may remember the
   * session from a moment before it was subscribed. What it retains it sends to new subscriptions
   * only.
   */
  private void accepted(boolean sessionPresent) {
    if (!sessionPresent) {
      // With the end of a session the library ends what listens.
      hear();
    }
    List<Mqtt5Subscription> wanted =
        handlers.keySet().stream()
            .map(
                filter ->
                    Mqtt5Subscription.builder()
                        .topicFilter(filter)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
                        .build())
            .toList();
    var unused =
        client
            .subscribe(Mqtt5Subscribe.builder().addSubscriptions(wanted).build())
            .whenComplete(
                (ack, problem) ->
                    lane.run(
                        () -> {
                          if (problem == null) {
                            up();
                          } else {
                            LOG.log(Level.DEBUG, "{0} does not subscribe: {1}", id, problem);
                            cut();
                          }
                        }));
  }

  private void up() {
    if (dead || connected) {
      return;
    }
    connected = true;
    failures = 0;
    listeners.forEach(listener -> listener.connectionChanged(true));
    outbox.open();
  }

  private void lost() {
    if (dead) {
      return;
    }
    if (connected) {
      connected = false;
      outbox.shut();
      listeners.forEach(listener -> listener.connectionChanged(false));
    }
    long bound =
        Math.min(LONGEST_DELAY.toMillis(), FIRST_DELAY.toMillis() << Math.min(failures++, 10));
    Duration network = Duration.ofNanos(Math.max(0, noSoonerThan - System.nanoTime()));
    lane.run(this::connect, network.plusMillis(1 + random.nextLong(bound)));
  }

  private void arrived(Mqtt5Publish message, int heardBy) {
    if (heardBy != hearing) {
      message.acknowledge();
      return;
    }
    InboundMessage inbound =
        new InboundMessage(
            message.getTopic().toString(), message.getPayloadAsBytes(), message.isRetain());
    disorder.pass(
        () -> {
          deliver(inbound);
          if (!dead) {
            message.acknowledge();
          }
        },
        () -> deliver(inbound));
  }

  private void deliver(InboundMessage message) {
    MessageHandler handler = dead ? null : handlers.get(message.topic());
    if (handler != null) {
      handler.received(message);
    }
  }

  /** Takes topics without wildcards only: gateways need no others. */
  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    handlers.put(topicFilter, handler);
    return () -> {};
  }

  @Override
  public CompletableFuture<Void> publish(OutboundMessage message) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    disorder.pass(
        () -> outbox.send(message, done), () -> outbox.send(message, new CompletableFuture<>()));
    return done;
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    listeners.add(listener);
    listener.connectionChanged(connected);
    return () -> {};
  }

  @Override
  public boolean connected() {
    return connected && !dead;
  }

  /** Loses the connection without a word, and cannot connect for a time. */
  void cut(Duration away) {
    noSoonerThan = System.nanoTime() + away.toNanos();
    cut();
  }

  private void cut() {
    // The public interface can only disconnect politely, and then there is no will.
    var connection = ((MqttAsyncClient) client).getConfig().getRawConnectionConfig();
    if (connection != null) {
      var unused = connection.getChannel().close();
    }
  }

  /** Loses power: nothing is sent, received or acknowledged any more. */
  void kill() {
    dead = true;
    connected = false;
    outbox.end();
    cut();
  }

  /** Says good-bye to the broker, which forgets it; no will is published. */
  void leave() {
    dead = true;
    connected = false;
    outbox.end();
    var unused = client.disconnectWith().sessionExpiryInterval(0).send();
  }
}
