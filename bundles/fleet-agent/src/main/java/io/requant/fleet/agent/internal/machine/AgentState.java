package io.requant.fleet.agent.internal.machine;

import io.requant.api.fleet.GatewayPhase;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported.ActivePolicy;
import io.requant.fleet.protocol.Target;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an agent must not forget. It is on disk before the agent acts on it.
 *
 * @param ratchets newest accepted positions by key id: under a new key they begin anew
 * @param ring last accepted message to the ring
 * @param gateway last accepted message to this gateway alone
 * @param pinned whether the gateway's own message overrides the ring's
 * @param progress how far the agent has come with the message in force
 * @param trial the policy that has to prove itself, if one has
 */
public record AgentState(
    Map<String, Ratchet> ratchets,
    Optional<Accepted> ring,
    Optional<Accepted> gateway,
    boolean pinned,
    Progress progress,
    Optional<Trial> trial) {

  /** Nothing was ever accepted. */
  static final AgentState INITIAL =
      new AgentState(
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          false,
          new Progress(
              Position.NONE,
              GatewayPhase.IDLE,
              Optional.empty(),
              "nothing was asked of this gateway yet",
              0,
              Optional.empty(),
              Optional.empty()),
          Optional.empty());

  /** Copies. */
  public AgentState {
    ratchets = Map.copyOf(ratchets);
  }

  /**
   * Newest positions accepted under one key, to the ring and to the gateway, and the newest number
   * of a command.
   */
  public record Ratchet(Position ring, Position gateway, long command) {
    static final Ratchet NONE = new Ratchet(Position.NONE, Position.NONE, 0);

    Ratchet commanded(long number) {
      return new Ratchet(ring, gateway, number);
    }

    Position of(Target target) {
      return target instanceof Target.Ring ? ring : gateway;
    }

    Ratchet advance(Target target, Position position) {
      return target instanceof Target.Ring
          ? new Ratchet(position, gateway, command)
          : new Ratchet(ring, position, command);
    }
  }

  /** An accepted message, whole: after a crash it is carried out from here. */
  @SuppressWarnings("ArrayRecordComponent") // compared by its digest, never by itself
  public record Accepted(byte[] message, Position position) {}

  /**
   * How far the agent has come.
   *
   * @param observed the message
   * @param phase how far
   * @param code why it was rejected or rolled back
   * @param message one sentence for people
   * @param attempts how often its activation was begun
   * @param applied the policy that was activated last, with the message that brought it
   * @param previous what was active before that
   */
  public record Progress(
      Position observed,
      GatewayPhase phase,
      Optional<RejectionCode> code,
      String message,
      int attempts,
      Optional<ActivePolicy> applied,
      Optional<ActivePolicy> previous) {

    Progress at(Position position, String why) {
      return new Progress(position, GatewayPhase.SEEN, Optional.empty(), why, 0, applied, previous);
    }

    Progress phase(GatewayPhase next, String why) {
      return new Progress(observed, next, Optional.empty(), why, attempts, applied, previous);
    }

    Progress attempted(int count) {
      return new Progress(observed, phase, code, message, count, applied, previous);
    }

    Progress failed(GatewayPhase next, RejectionCode why, String text) {
      return new Progress(observed, next, Optional.of(why), text, attempts, applied, previous);
    }

    Progress applied(ActivePolicy policy, Optional<ActivePolicy> before) {
      return new Progress(observed, phase, code, message, attempts, Optional.of(policy), before);
    }
  }

  AgentState with(Progress next) {
    return new AgentState(ratchets, ring, gateway, pinned, next, trial);
  }

  AgentState with(Optional<Trial> next) {
    return new AgentState(ratchets, ring, gateway, pinned, progress, next);
  }

  /** The accepted message that counts: the gateway's own while it is pinned, else the ring's. */
  Optional<Accepted> inForce() {
    return pinned ? gateway : ring;
  }

  /** The last accepted message of a target. */
  Optional<Accepted> accepted(Target target) {
    return target instanceof Target.Ring ? ring : gateway;
  }

  /** With one more accepted command, signed by the keys. */
  AgentState command(long number, Iterable<String> keys) {
    Map<String, Ratchet> next = new TreeMap<>(ratchets);
    for (String key : keys) {
      next.put(key, next.getOrDefault(key, Ratchet.NONE).commanded(number));
    }
    return new AgentState(next, ring, gateway, pinned, progress, trial);
  }

  /** With one more accepted message, signed by the keys. */
  AgentState accept(Target target, Accepted message, Iterable<String> keys, boolean pin) {
    Map<String, Ratchet> next = new TreeMap<>(ratchets);
    for (String key : keys) {
      next.merge(
          key,
          Ratchet.NONE.advance(target, message.position()),
          (old, fresh) -> old.advance(target, message.position()));
    }
    boolean isRing = target instanceof Target.Ring;
    return new AgentState(
        next,
        isRing ? Optional.of(message) : ring,
        isRing ? gateway : Optional.of(message),
        isRing ? pinned : pin,
        progress,
        trial);
  }
}
