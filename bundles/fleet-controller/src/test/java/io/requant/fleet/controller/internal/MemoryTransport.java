package io.requant.fleet.controller.internal;

import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A transport that remembers what is published and delivers what a test says. */
final class MemoryTransport implements Transport {

  private record Route(String filter, MessageHandler handler) {}

  final List<OutboundMessage> published = new ArrayList<>();

  /** Sees what is published, at once. */
  Consumer<OutboundMessage> then = message -> {};

  private final List<Route> routes = new ArrayList<>();

  /** Delivers to the handlers whose filter has a plus where the topic has anything. */
  void deliver(String topic, byte[] payload) {
    for (Route route : List.copyOf(routes)) {
      if (topic.matches(route.filter().replace("+", "[^/]+"))) {
        route.handler().received(new InboundMessage(topic, payload, false));
      }
    }
  }

  @Override
  public Subscription subscribe(String topicFilter, MessageHandler handler) {
    Route route = new Route(topicFilter, handler);
    routes.add(route);
    return () -> routes.remove(route);
  }

  @Override
  public CompletableFuture<Void> publish(OutboundMessage message) {
    published.add(message);
    then.accept(message);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    listener.connectionChanged(true);
    return () -> {};
  }

  @Override
  public boolean connected() {
    return true;
  }
}
