package io.requant.fleet.agent.internal.machine;

import io.requant.fleet.agent.internal.machine.AgentState.Ratchet;
import io.requant.fleet.protocol.Command;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.KeyId;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.RefusedException;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.SignedCommand;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.Target;
import io.requant.fleet.protocol.TrustedKeys;
import io.requant.model.network.Digest;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.function.Supplier;

/** Decides whether a message may change anything: whose it is, for whom, how new, and when. */
final class Acceptance {

  /** What a message is. */
  enum Verdict {
    /** Newer than all before. */
    FRESH,
    /** The last accepted one again, e.g. retained and seen after a reconnect. */
    REPEATED
  }

  private final AgentSettings settings;
  private final Supplier<TrustedKeys> keys;

  Acceptance(AgentSettings settings, Supplier<TrustedKeys> keys) {
    this.settings = settings;
    this.keys = keys;
  }

  /** Verifies a message and that it is for this gateway. */
  SignedDesired open(byte[] message) throws RefusedException {
    SignedDesired signed = SignedDesired.open(message, settings.messageLimit(), trusted());
    Desired desired = signed.desired();
    if (!desired.tenant().equals(settings.tenant())) {
      throw wrong(RejectionCode.WRONG_TENANT, "tenant", desired.tenant(), settings.tenant());
    }
    if (desired.target() instanceof Target.Ring ring && !ring.id().equals(settings.ring())) {
      throw wrong(RejectionCode.WRONG_RING, "ring", ring.id(), settings.ring());
    }
    if (desired.target() instanceof Target.Gateway gateway
        && !gateway.id().equals(settings.gateway())) {
      throw wrong(RejectionCode.WRONG_GATEWAY, "gateway", gateway.id(), settings.gateway());
    }
    return signed;
  }

  /** Verifies a command, and that it is for this gateway, newer than all before and in time. */
  SignedCommand openCommand(byte[] message, AgentState state, Instant now) throws RefusedException {
    SignedCommand signed = SignedCommand.open(message, trusted());
    Command command = signed.command();
    if (!command.tenant().equals(settings.tenant())) {
      throw wrong(RejectionCode.WRONG_TENANT, "tenant", command.tenant(), settings.tenant());
    }
    if (!command.gateway().equals(settings.gateway())) {
      throw wrong(RejectionCode.WRONG_GATEWAY, "gateway", command.gateway(), settings.gateway());
    }
    for (KeyId key : signed.signers()) {
      long newest = state.ratchets().getOrDefault(key.hex(), Ratchet.NONE).command();
      if (command.number() <= newest) {
        throw new RefusedException(
            RejectionCode.REPLAYED, "command " + command.number() + " is not newer than " + newest);
      }
    }
    if (command.expires().isBefore(now.minus(settings.clockSkew()))) {
      throw new RefusedException(
          RejectionCode.EXPIRED, "command expired at " + command.expires() + "; here it is " + now);
    }
    return signed;
  }

  private TrustedKeys trusted() throws RefusedException {
    try {
      return keys.get();
    } catch (UncheckedIOException e) {
      throw new RefusedException(
          RejectionCode.STORAGE_FAILED, "trusted keys: " + e.getCause().getMessage(), e);
    }
  }

  private static RefusedException wrong(RejectionCode code, String what, String its, String ours) {
    return new RefusedException(code, "message for " + what + " " + its + "; this is " + ours);
  }

  /** Judges a message that is for this gateway. */
  Verdict judge(SignedDesired signed, AgentState state, Instant now) throws RefusedException {
    Desired desired = signed.desired();
    var last = state.accepted(desired.target());
    if (last.isPresent() && Digest.of(last.get().message()).equals(signed.digest())) {
      return Verdict.REPEATED;
    }
    for (KeyId key : signed.signers()) {
      Position newest = state.ratchets().getOrDefault(key.hex(), Ratchet.NONE).of(desired.target());
      if (!desired.position().isAfter(newest)) {
        throw new RefusedException(
            RejectionCode.REPLAYED,
            "message " + desired.position() + " is not newer than " + newest);
      }
    }
    checkExpiry(desired, now);
    if (desired.notBefore().isAfter(now.plus(settings.clockSkew()))) {
      throw new RefusedException(
          RejectionCode.NOT_YET_VALID,
          "message is valid from " + desired.notBefore() + "; here it is " + now);
    }
    return Verdict.FRESH;
  }

  /** Refuses what may no longer be acted on. */
  void checkExpiry(Desired desired, Instant now) throws RefusedException {
    if (desired.expires().isBefore(now.minus(settings.clockSkew()))) {
      throw new RefusedException(
          RejectionCode.EXPIRED, "message expired at " + desired.expires() + "; here it is " + now);
    }
  }
}
