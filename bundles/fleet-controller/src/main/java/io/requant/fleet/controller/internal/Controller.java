package io.requant.fleet.controller.internal;

import io.requant.api.fleet.FleetController;
import io.requant.api.fleet.GatewayReport;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.PushReceipt;
import io.requant.api.pipeline.ShadowGates;
import io.requant.api.transport.InboundMessage;
import io.requant.api.transport.OutboundMessage;
import io.requant.api.transport.Transport;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Desired.Action;
import io.requant.fleet.protocol.Gates;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Signs, stores and publishes messages, and takes what gateways say. */
final class Controller implements FleetController, AutoCloseable {

  private static final Logger LOG = System.getLogger(Controller.class.getName());

  private final ControllerSettings settings;
  private final Transport transport;
  private final Topics topics;
  private final SigningKey key;
  private final DesiredStore store;
  private final AuditLog audit;
  private final Clock clock;
  private final Registry registry = new Registry();
  private final Reminder reminder;
  private final List<Transport.Subscription> subscriptions;

  /** Begins a new epoch, listens to gateways, and publishes again what it wants. */
  Controller(
      ControllerSettings settings,
      Transport transport,
      SigningKey key,
      DesiredStore store,
      AuditLog audit,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.transport = transport;
    this.key = key;
    this.store = store;
    this.audit = audit;
    this.clock = clock;
    topics = new Topics(settings.tenant());
    reminder = new Reminder(clock);
    subscriptions =
        List.of(
            transport.subscribe(topics.everyReported(), this::reported),
            transport.subscribe(topics.everyPresence(), this::presence));
    // The broker may have lost what it retained; gateways take a repetition for what it is.
    for (Map.Entry<Target, byte[]> message : store.all().entrySet()) {
      reminder.wants(message.getKey(), message.getValue());
      var unused = publish(message.getKey(), message.getValue());
    }
  }

  @Override
  public PushReceipt push(String ring, Policy policy, PushOptions options) {
    return order(new Target.Ring(ring), Action.APPLY, Optional.of(policy), options);
  }

  @Override
  public PushReceipt pushToGateway(String gateway, Policy policy, PushOptions options) {
    return order(new Target.Gateway(gateway), Action.APPLY, Optional.of(policy), options);
  }

  @Override
  public PushReceipt release(String gateway) {
    return order(new Target.Gateway(gateway), Action.RELEASE, Optional.empty(), plain());
  }

  @Override
  public PushReceipt halt(String ring) {
    return order(new Target.Ring(ring), Action.HALT, Optional.empty(), plain());
  }

  private static PushOptions plain() {
    return PushOptions.with(new ShadowGates(0, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }

  private synchronized PushReceipt order(
      Target target, Action action, Optional<Policy> policy, PushOptions options) {
    byte[] content = policy.map(PolicyCodec::encode).orElse(new byte[0]);
    if (content.length > settings.messageLimit()) {
      throw tooLarge(target, policy, content.length);
    }
    try {
      Position position = store.next();
      Instant now = clock.instant();
      Desired desired =
          new Desired(
              settings.tenant(),
              target,
              "push-" + position,
              position,
              action,
              policy.map(p -> PolicyReference.inline(p, content)),
              Slice.ALL,
              options.requires(),
              0,
              now,
              now.plus(options.validity()),
              options.jitter(),
              new Gates(options.gates(), options.soak()),
              options.adapt());
      byte[] message = SignedDesired.seal(desired, content, List.of(key));
      if (message.length > settings.messageLimit()) {
        throw tooLarge(target, policy, message.length);
      }
      store.put(target, message);
      audit(desired, message.length);
      reminder.wants(target, message);
      return new PushReceipt(
          position.epoch(),
          position.seq(),
          policy.map(Policy::digest),
          message.length,
          topics.desired(target),
          publish(target, message));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "message to " + target.id() + " not published: it could not be stored", e);
    }
  }

  private IllegalArgumentException tooLarge(Target target, Optional<Policy> policy, int bytes) {
    return new IllegalArgumentException(
        "message to %s with policy %s has %d bytes; at most %d are possible (messageLimit, here and at the agents)"
            .formatted(
                target.id(), policy.map(Policy::name).orElse("-"), bytes, settings.messageLimit()));
  }

  private void audit(Desired desired, int bytes) throws IOException {
    audit.append(
        "desired",
        true,
        json -> {
          json.put(desired.target() instanceof Target.Ring ? "ring" : "gw", desired.target().id())
              .put("epoch", desired.position().epoch())
              .put("seq", desired.position().seq())
              .put("action", desired.action().name())
              .put("key", key.id().hex())
              .put("bytes", bytes);
          desired
              .policy()
              .ifPresent(p -> json.put("policy", p.name()).put("digest", p.digest().hex()));
        });
  }

  private CompletableFuture<Void> publish(Target target, byte[] message) {
    String topic = topics.desired(target);
    return transport
        .publish(OutboundMessage.retained(topic, message))
        .whenComplete(
            (nothing, problem) -> {
              if (problem != null) {
                LOG.log(Level.ERROR, "not published on {0}: {1}", topic, problem.getMessage());
              }
            });
  }

  private void reported(InboundMessage message) {
    try {
      Reported report = ReportedCodec.decode(message.payload());
      if (!comesFrom(report.gateway(), message.topic())) {
        return;
      }
      Registry.Change change = registry.report(report, clock.instant());
      if (change == Registry.Change.STATE) {
        audit(report);
      }
      if (change != Registry.Change.STALE) {
        remind(report);
      }
    } catch (RefusedException e) {
      LOG.log(Level.WARNING, "{0}: {1}: {2}", message.topic(), e.code(), e.getMessage());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "audit log not written", e);
    }
  }

  /** Whether a message says the same of its sender as its topic, which the broker guards. */
  private boolean comesFrom(String gateway, String topic) {
    boolean same =
        topics.parse(topic).map(Topics.GatewayTopic::gateway).filter(gateway::equals).isPresent();
    if (!same) {
      LOG.log(Level.WARNING, "{0}: says it is {1}; ignored", topic, gateway);
    }
    return same;
  }

  private void audit(Reported report) throws IOException {
    audit.append(
        "reported",
        false,
        json -> {
          json.put("gw", report.gateway())
              .put("epoch", report.observed().epoch())
              .put("seq", report.observed().seq())
              .put("phase", report.phase().name())
              .put("message", report.message());
          report.code().ifPresent(code -> json.put("code", code.name()));
          report.active().ifPresent(p -> json.put("policy", p.name()).put("digest", p.digest()));
          report
              .refusal()
              .ifPresent(
                  r ->
                      json.putObject("refusal")
                          .put("code", r.code().name())
                          .put("message", r.message())
                          .put("count", r.count()));
        });
  }

  /** Sends its ring's message to a gateway that does not seem to have received it. */
  private void remind(Reported report) throws IOException {
    if (report.observed().isAfter(store.last())) {
      LOG.log(
          Level.ERROR,
          "gateway {0} accepted message {1}, but this controller has only come to {2}: was its state"
              + " lost, or is there a second one? Gateways refuse its messages until it has a new key",
          report.gateway(),
          report.observed(),
          store.last());
    }
    Optional<byte[]> missing = reminder.missing(report.gateway(), report.ring(), report.observed());
    if (missing.isPresent()) {
      LOG.log(Level.INFO, "reminds gateway {0} of its ring''s message", report.gateway());
      var unused =
          transport.publish(
              OutboundMessage.of(
                  topics.desired(new Target.Gateway(report.gateway())), missing.get()));
    }
  }

  private void presence(InboundMessage message) {
    try {
      Presence presence = Presence.decode(message.payload());
      if (comesFrom(presence.gateway(), message.topic())) {
        registry.presence(presence);
        audit.append(
            "presence",
            false,
            json -> json.put("gw", presence.gateway()).put("state", presence.state().name()));
      }
    } catch (RefusedException e) {
      LOG.log(Level.WARNING, "{0}: {1}: {2}", message.topic(), e.code(), e.getMessage());
    } catch (IOException e) {
      LOG.log(Level.ERROR, "audit log not written", e);
    }
  }

  @Override
  public List<GatewayReport> reports() {
    return registry.reports();
  }

  @Override
  public CompletableFuture<GatewayReport> settled(String gateway, PushReceipt receipt) {
    return registry.settled(gateway, new Position(receipt.epoch(), receipt.seq()));
  }

  @Override
  public Subscription onReport(ReportListener listener) {
    return registry.listen(listener);
  }

  /** Id of the key that signs. */
  String keyId() {
    return key.id().hex();
  }

  /** Hears no more; what it wants stays retained at the broker. */
  @Override
  public void close() {
    subscriptions.forEach(Transport.Subscription::close);
    registry.close();
    try {
      audit.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "audit log not closed", e);
    }
  }
}
