package io.requant.fleet.simulator.internal;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.requant.api.transport.OutboundMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/** What a light client has to say; while there is no connection it waits. On the client's lane. */
final class Outbox {

  private static final Logger LOG = System.getLogger(Outbox.class.getName());
  private static final int LIMIT = 200;

  private record Pending(OutboundMessage message, CompletableFuture<Void> done) {}

  private final String id;
  private final Mqtt5AsyncClient client;
  private final Lane lane;
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private boolean open;
  private boolean ended;

  Outbox(String id, Mqtt5AsyncClient client, Lane lane) {
    this.id = id;
    this.client = client;
    this.lane = lane;
  }

  /** There is a connection: what waits is sent. */
  void open() {
    open = true;
    for (int i = waiting.size(); i > 0; i--) {
      send(waiting.remove());
    }
  }

  /** There is none. */
  void shut() {
    open = false;
  }

  /** Nothing is sent any more. */
  void end() {
    ended = true;
    waiting.clear();
  }

  /** Sends, as often as it takes. */
  void send(OutboundMessage message, CompletableFuture<Void> done) {
    send(new Pending(message, done));
  }

  private void send(Pending pending) {
    if (ended) {
      return;
    }
    if (!open) {
      keep(pending);
      return;
    }
    var unused =
        client
            .publish(
                Mqtt5Publish.builder()
                    .topic(pending.message().topic())
                    .payload(pending.message().payload())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retain(pending.message().retained())
                    .build())
            .whenComplete(
                (result, problem) ->
                    lane.run(
                        () -> {
                          if (problem == null) {
                            pending.done().complete(null);
                          } else {
                            LOG.log(Level.DEBUG, "{0} sends again: {1}", id, problem);
                            keep(pending);
                          }
                        }));
  }

  private void keep(Pending pending) {
    if (waiting.size() < LIMIT) {
      waiting.add(pending);
    } else {
      pending.done().completeExceptionally(new IllegalStateException("queue is full"));
    }
  }
}
