package io.requant.fleet.agent.internal.machine;

import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.ReportedCodec;
import io.requant.fleet.protocol.Topics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What an agent says, each thing on its topic. */
final class Voice {

  private static final Logger LOG = System.getLogger(Voice.class.getName());
  private static final Duration GOOD_BYE = Duration.ofSeconds(1);

  private final Transport transport;
  private final Topics topics;
  private final String gateway;
  private final String bootId;

  Voice(Transport transport, Topics topics, String gateway, String bootId) {
    this.transport = transport;
    this.topics = topics;
    this.gateway = gateway;
    this.bootId = bootId;
  }

  /** Says how it goes. */
  void report(Reported report) {
    publish(OutboundMessage.of(topics.reported(gateway), ReportedCodec.encode(report)));
  }

  /** Says that it is there. */
  void hello() {
    publish(presence(Presence.State.ONLINE));
  }

  private void publish(OutboundMessage message) {
    var unused =
        transport
            .publish(message)
            .exceptionally(
                problem -> {
                  LOG.log(
                      Level.WARNING,
                      "not published on {0}: {1}",
                      message.topic(),
                      problem.getMessage());
                  return null;
                });
  }

  /** Says that it goes. The transport may end right after the agent: this message is waited for. */
  void goodBye() throws InterruptedException {
    if (!transport.connected()) {
      return;
    }
    try {
      transport
          .publish(presence(Presence.State.OFFLINE))
          .get(GOOD_BYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.DEBUG, "left without saying so", e);
    }
  }

  private OutboundMessage presence(Presence.State state) {
    return OutboundMessage.of(
        topics.presence(gateway), new Presence(gateway, state, Optional.of(bootId)).encode());
  }
}
