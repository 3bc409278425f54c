package io.requant.fleet.controller.internal;

import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import io.requant.fleet.protocol.Target;
import io.requant.fleet.protocol.Topics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/** Sends to gateways, each thing on its topic. */
final class Post {

  private static final Logger LOG = System.getLogger(Post.class.getName());

  private final Transport transport;
  private final Topics topics;
  private final LongAdder sent = new LongAdder();

  Post(Transport transport, Topics topics) {
    this.transport = transport;
    this.topics = topics;
  }

  /** Has the broker keep what a target is to run; completes when it has it. */
  CompletableFuture<Void> desired(Target target, byte[] message) {
    return send(OutboundMessage.retained(topics.desired(target), message));
  }

  /** Sends its ring's message to one gateway, once. */
  void remind(String gateway, byte[] message) {
    LOG.log(Level.INFO, "reminds gateway {0} of its ring''s message", gateway);
    var unused = send(OutboundMessage.of(topics.desired(new Target.Gateway(gateway)), message));
  }

  /** Asks every gateway of a ring to report within a minute. */
  void resync(String ring) {
    var unused = send(OutboundMessage.of(topics.resync(ring), new byte[] {'?'}));
  }

  /** Sends a command, which no broker keeps for longer than it is valid. */
  CompletableFuture<Void> command(String gateway, byte[] message, Duration valid) {
    return send(new OutboundMessage(topics.command(gateway), message, false, Optional.of(valid)));
  }

  private CompletableFuture<Void> send(OutboundMessage message) {
    sent.increment();
    return transport
        .publish(message)
        .whenComplete(
            (nothing, problem) -> {
              if (problem != null) {
                LOG.log(
                    Level.ERROR,
                    "not published on {0}: {1}",
                    message.topic(),
                    problem.getMessage());
              }
            });
  }

  /** Where a target hears what it is to run. */
  String topic(Target target) {
    return topics.desired(target);
  }

  /** Messages sent so far. */
  long sent() {
    return sent.sum();
  }
}
