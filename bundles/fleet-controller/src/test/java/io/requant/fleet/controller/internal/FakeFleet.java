package io.requant.fleet.controller.internal;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.transport.OutboundMessage;
import io.requant.fleet.protocol.Command;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.Presence;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import io.requant.fleet.protocol.Reported.CommandResult;
import io.requant.fleet.protocol.Reported.Refusal;
import io.requant.fleet.protocol.ReportedCodec;
import io.requant.fleet.protocol.SignedCommand;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.Target;
import io.requant.fleet.protocol.Topics;
import io.requant.fleet.protocol.TrustedKeys;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Gateways that follow what a controller publishes over a memory transport, as agents would. */
final class FakeFleet {

  private static final class Gateway {
    private final String id;
    private Position observed = Position.NONE;
    private String digest = "00".repeat(32);
    private String name = "first";
    private long seq;
    private long reportSeq;
    private long refusals;
    private GatewayPhase phase = GatewayPhase.ACTIVE;
    private Optional<RejectionCode> code = Optional.empty();
    private Optional<CommandResult> answer = Optional.empty();

    private Gateway(String id) {
      this.id = id;
    }
  }

  private final Topics topics;
  private final MemoryTransport transport;
  private final TrustedKeys keys;
  private final Clock clock;
  private final Map<String, Gateway> gateways = new TreeMap<>();
  private int taken;

  /** Digests that fail the gates of every gateway. */
  final Set<String> bad = new HashSet<>();

  /** Gateways that say nothing and hear nothing. */
  final Set<String> mute = new HashSet<>();

  /** Gateways whose clock is far behind: every message is too early for them. */
  final Set<String> behind = new HashSet<>();

  /** Gateways that tried each policy. */
  final Map<String, Set<String>> tried = new HashMap<>();

  FakeFleet(String tenant, int size, MemoryTransport transport, TrustedKeys keys, Clock clock) {
    topics = new Topics(tenant);
    this.transport = transport;
    this.keys = keys;
    this.clock = clock;
    for (int i = 0; i < size; i++) {
      String id = "gw-" + i;
      gateways.put(id, new Gateway(id));
    }
  }

  /** Everybody says what it runs. */
  void connect() {
    gateways.values().forEach(g -> report(g, GatewayPhase.ACTIVE, Optional.empty()));
  }

  /** The broker says that a gateway is gone. */
  void leave(String id) {
    transport.deliver(
        topics.presence(id), new Presence(id, Presence.State.OFFLINE, Optional.empty()).encode());
  }

  /** Everybody carries out what was published since the last time. */
  void follow() throws Exception {
    List<OutboundMessage> messages = List.copyOf(transport.published);
    for (; taken < messages.size(); taken++) {
      OutboundMessage message = messages.get(taken);
      if (message.topic().endsWith("/resync")) {
        gateways.values().stream()
            .filter(g -> !mute.contains(g.id))
            .forEach(g -> report(g, g.phase, g.code));
      } else if (message.topic().endsWith("/cmd")) {
        obey(message);
      } else if (message.topic().endsWith("/desired")) {
        SignedDesired signed = SignedDesired.open(message.payload(), 65_536, keys);
        for (Gateway gateway : gateways.values()) {
          if (message.topic().equals(topics.desired(signed.desired().target()))
              || message.topic().equals(topics.desired(new Target.Gateway(gateway.id)))) {
            take(gateway, signed.desired());
          }
        }
      }
    }
  }

  /** The same, where nothing may be thrown. */
  void followQuietly() {
    try {
      follow();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void obey(OutboundMessage message) throws Exception {
    Command command = SignedCommand.open(message.payload(), keys).command();
    Gateway gateway = gateways.get(command.gateway());
    if (mute.contains(gateway.id) || !message.topic().equals(topics.command(gateway.id))) {
      return;
    }
    boolean newer = gateway.answer.filter(a -> a.number() >= command.number()).isEmpty();
    if (newer && !behind.contains(gateway.id)) {
      gateway.answer =
          Optional.of(
              new CommandResult(
                  command.id(), command.number(), "did " + command.kind(), clock.instant()));
      report(gateway, gateway.phase, gateway.code);
    } else {
      Refusal refusal =
          new Refusal(
              newer ? RejectionCode.EXPIRED : RejectionCode.REPLAYED,
              "too late",
              clock.instant(),
              ++gateway.refusals);
      report(gateway, gateway.phase, gateway.code, Optional.of(refusal));
    }
  }

  private void take(Gateway gateway, Desired desired) {
    boolean mine =
        desired.target() instanceof Target.Ring || desired.target().id().equals(gateway.id);
    if (!mine || mute.contains(gateway.id) || !desired.position().isAfter(gateway.observed)) {
      return;
    }
    if (behind.contains(gateway.id)) {
      report(
          gateway,
          gateway.phase,
          Optional.empty(),
          Optional.of(
              new Refusal(
                  RejectionCode.NOT_YET_VALID, "too early", clock.instant(), ++gateway.refusals)));
      return;
    }
    gateway.observed = desired.position();
    report(gateway, GatewayPhase.SEEN, Optional.empty());
    boolean turn = desired.action() != Desired.Action.APPLY || desired.slice().contains(gateway.id);
    if (desired.policy().isPresent() && turn) {
      String digest = desired.policy().get().digest().hex();
      tried.computeIfAbsent(digest, d -> new HashSet<>()).add(gateway.id);
      if (bad.contains(digest)) {
        report(gateway, GatewayPhase.REJECTED, Optional.of(RejectionCode.GATE_FAILED));
        return;
      }
      gateway.digest = digest;
      gateway.name = desired.policy().get().name();
      gateway.seq = desired.position().seq();
      report(gateway, GatewayPhase.ACTIVE, Optional.empty());
    } else if (desired.action() == Desired.Action.HALT) {
      report(gateway, GatewayPhase.ACTIVE, Optional.empty());
    }
  }

  private void report(Gateway g, GatewayPhase phase, Optional<RejectionCode> code) {
    report(g, phase, code, Optional.empty());
  }

  private void report(
      Gateway g, GatewayPhase phase, Optional<RejectionCode> code, Optional<Refusal> refusal) {
    g.phase = phase;
    g.code = code;
    transport.deliver(
        topics.reported(g.id),
        ReportedCodec.encode(
            new Reported(
                g.id,
                "all",
                "boot-1",
                ++g.reportSeq,
                clock.instant(),
                g.observed,
                phase,
                code,
                code.map(c -> "agreement 0.2 is below 0.9").orElse("fine"),
                Optional.of(new ActivePolicy(g.name, g.digest, g.seq)),
                Optional.empty(),
                refusal,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                g.answer)));
  }
}
