package io.requant.fleet.controller.internal;

import io.requant.api.fleet.PushOptions;
import io.requant.fleet.controller.internal.Desk.Draft;
import io.requant.fleet.protocol.Desired;
import io.requant.fleet.protocol.Gates;
import io.requant.fleet.protocol.PolicyReference;
import io.requant.fleet.protocol.Position;
import io.requant.fleet.protocol.SignedDesired;
import io.requant.fleet.protocol.SigningKey;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes and signs messages. A policy goes in the message; by address if that was asked for, or if
 * it does not fit and it is known where it may be fetched.
 */
final class MessageWriter {

  /** No message comes later, so none is longer for its place. */
  private static final Position LAST = new Position(Integer.MAX_VALUE, Long.MAX_VALUE / 4);

  /** Times of our age have equally many digits. */
  private static final Instant SOME_TIME = Instant.parse("2100-01-01T00:00:00Z");

  private static final byte[] NOTHING = {};

  private final ControllerSettings settings;
  private final SigningKey key;

  MessageWriter(ControllerSettings settings, SigningKey key) {
    this.settings = settings;
    this.key = key;
  }

  /**
   * A message that fits, whatever its place.
   *
   * @param draft what it says
   * @param policy how its policy is named, if it has one
   * @param attachment its policy, if that goes with it
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Parcel(Draft draft, Optional<PolicyReference> policy, byte[] attachment) {}

  /**
   * Decides how a policy is delivered.
   *
   * @param known where it may be fetched if it does not fit
   * @throws IllegalArgumentException if the message would be too large; the message says how large
   *     and what to do
   */
  Parcel pack(Draft draft, List<URI> known) {
    if (draft.policy().isEmpty()) {
      return fitting(new Parcel(draft, Optional.empty(), NOTHING));
    }
    Policy policy = draft.policy().get();
    byte[] content = PolicyCodec.encode(policy);
    if (!draft.options().urls().isEmpty()) {
      return byAddress(draft, policy, content, draft.options().urls());
    }
    int bytes = content.length;
    if (bytes <= settings.messageLimit()) {
      Parcel inline =
          new Parcel(draft, Optional.of(PolicyReference.inline(policy, content)), content);
      bytes = length(inline);
      if (bytes <= settings.messageLimit()) {
        return inline;
      }
    }
    if (known.isEmpty()) {
      throw tooLarge(draft, bytes, ", and nobody said where it may be fetched (--policy-url)");
    }
    return byAddress(draft, policy, content, known);
  }

  private Parcel byAddress(Draft draft, Policy policy, byte[] content, List<URI> urls) {
    return fitting(
        new Parcel(draft, Optional.of(PolicyReference.at(urls, policy, content)), NOTHING));
  }

  private Parcel fitting(Parcel parcel) {
    int bytes = length(parcel);
    if (bytes > settings.messageLimit()) {
      throw tooLarge(parcel.draft(), bytes, "");
    }
    return parcel;
  }

  private int length(Parcel parcel) {
    return seal(parcel, LAST, SOME_TIME).length;
  }

  /** The message at its place. */
  byte[] seal(Parcel parcel, Position position, Instant now) {
    Draft draft = parcel.draft();
    PushOptions options = draft.options();
    return SignedDesired.seal(
        new Desired(
            settings.tenant(),
            draft.target(),
            draft.change().orElse("push-" + position),
            position,
            draft.action(),
            parcel.policy(),
            draft.slice(),
            options.requires(),
            0,
            now,
            now.plus(options.validity()),
            options.jitter(),
            new Gates(options.gates(), options.soak()),
            options.adapt()),
        parcel.attachment(),
        List.of(key));
  }

  private IllegalArgumentException tooLarge(Draft draft, int bytes, String andWhat) {
    return new IllegalArgumentException(
        "message to %s with policy %s has %d bytes; at most %d are possible (messageLimit, here and at the agents)%s"
            .formatted(
                draft.target().id(),
                draft.policy().map(Policy::name).orElse("-"),
                bytes,
                settings.messageLimit(),
                andWhat));
  }
}
