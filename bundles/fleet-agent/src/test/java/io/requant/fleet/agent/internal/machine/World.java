package io.requant.fleet.agent.internal.machine;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.api.transport.ClientCertificate;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Gates;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.fleet.protocol.Slice;
import io.requant.fleet.protocol.Target;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.model.testing.TestCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A gateway with everything around its agent, which can crash and boot again. */
final class World {

  static final Policy A = named("a");
  static final Policy B = named("b");
  static final Policy C = named("c");
  static final Policy FOREIGN = TestCase.of(8).policy();
  static final Target RING = new Target.Ring("canary");
  static final Target SELF = new Target.Gateway("gw-17");
  static final AgentSettings SETTINGS =
      new AgentSettings(
          "acme",
          "canary",
          "gw-17",
          65_536,
          Duration.ofMinutes(5),
          Duration.ofHours(6),
          true,
          Map.of("arch", "amd64", "cpus", 2));

  final MutableClock clock = new MutableClock();
  final MemoryStore disk = new MemoryStore();
  final FakePipeline pipeline = new FakePipeline(A);
  final SigningKey key = SigningKey.generate();
  final List<SigningKey> trusted = new ArrayList<>(List.of(key));
  final List<Reported> reports = new ArrayList<>();
  Optional<ClientCertificate> certificate = Optional.empty();
  final FakeFetches fetches = new FakeFetches();
  Agent agent;
  private int boots;

  World() {
    boot();
  }

  private static Policy named(String name) {
    Policy policy = TestCase.of(7).policy();
    return new Policy(name, policy.network(), policy.layers(), policy.cost(), policy.accuracy());
  }

  /** Starts the agent as it does after power came back, with pipeline and connection. */
  void boot() {
    bootAlone();
    agent.onPipeline(Optional.of(pipeline));
    agent.onConnection(true);
  }

  /** Starts the agent without pipeline and connection. */
  void bootAlone() {
    try {
      agent =
          new Agent(
              disk,
              new Acceptance(
                  SETTINGS,
                  () -> new TrustedKeys(trusted.stream().map(SigningKey::publicKey).toList())),
              new Staging(SETTINGS),
              new Reporter(
                  SETTINGS,
                  "boot-" + ++boots,
                  clock,
                  new Random(1),
                  () -> certificate,
                  reports::add),
              fetches,
              clock,
              () -> 1_000_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void receive(byte[] message) {
    agent.onMessage(message, 500_000);
  }

  void pass(Duration time) {
    clock.advance(time);
    agent.tick();
  }

  Reported last() {
    return reports.get(reports.size() - 1);
  }

  GatewayPhase phase() {
    return last().phase();
  }

  Optional<RejectionCode> code() {
    return last().code();
  }

  List<GatewayPhase> phases() {
    return reports.stream().map(Reported::phase).toList();
  }

  /** A message to the ring that says to run a policy. */
  byte[] apply(long seq, Policy policy) {
    return message().at(seq).policy(policy).seal();
  }

  Message message() {
    return new Message();
  }

  /** Builds a message: to the ring, for everybody, valid for a day, unless told otherwise. */
  final class Message {
    private String tenant = "acme";
    private Target target = RING;
    private Position position = new Position(1, 1);
    private Desired.Action action = Desired.Action.APPLY;
    private Optional<PolicyReference> reference = Optional.empty();
    private byte[] content = {};
    private Slice slice = Slice.ALL;
    private Optional<String> requires = Optional.empty();
    private long minSeqFrom;
    private Duration from = Duration.ZERO;
    private Duration until = Duration.ofDays(1);
    private Duration jitter = Duration.ZERO;
    private Duration soak = Duration.ZERO;
    private ShadowGates gates =
        new ShadowGates(8, 0.9, Duration.ofMillis(5), Duration.ofSeconds(5));
    private AdaptationBounds adapt = AdaptationBounds.EXACT;
    private List<SigningKey> keys = List.of(key);

    Message tenant(String value) {
      tenant = value;
      return this;
    }

    Message to(Target value) {
      target = value;
      return this;
    }

    Message at(long seq) {
      position = new Position(1, seq);
      return this;
    }

    Message at(long epoch, long seq) {
      position = new Position(epoch, seq);
      return this;
    }

    Message action(Desired.Action value) {
      action = value;
      return this;
    }

    Message policy(Policy policy) {
      content = PolicyCodec.encode(policy);
      reference = Optional.of(PolicyReference.inline(policy, content));
      return this;
    }

    Message reference(PolicyReference value, byte[] attachment) {
      reference = Optional.of(value);
      content = attachment;
      return this;
    }

    Message slice(Slice value) {
      slice = value;
      return this;
    }

    Message requires(String value) {
      requires = Optional.of(value);
      return this;
    }

    Message minSeqFrom(long value) {
      minSeqFrom = value;
      return this;
    }

    Message valid(Duration start, Duration end) {
      from = start;
      until = end;
      return this;
    }

    Message jitter(Duration value) {
      jitter = value;
      return this;
    }

    Message soak(Duration value) {
      soak = value;
      return this;
    }

    Message gates(ShadowGates value) {
      gates = value;
      return this;
    }

    Message adapt(AdaptationBounds value) {
      adapt = value;
      return this;
    }

    Message signedBy(SigningKey... value) {
      keys = List.of(value);
      return this;
    }

    byte[] seal() {
      return SignedDesired.seal(
          new Desired(
              tenant,
              target,
              "r1",
              position,
              action,
              reference,
              slice,
              requires,
              minSeqFrom,
              clock.instant().plus(from),
              clock.instant().plus(until),
              jitter,
              new Gates(gates, soak),
              adapt),
          content,
          keys);
    }
  }
}
