package io.requant.fleet.protocol;

import io.requant.model.network.Digest;
import java.util.List;
import java.util.Set;

/**
 * A desired message whose signatures, form and attachment are right. Whether it is for this gateway
 * and newer than others is for the gateway to say.
 *
 * @param desired what is wanted
 * @param attachment binary form of the policy if it is inline, else empty
 * @param signers trusted keys that signed it
 * @param digest SHA-256 of the whole message: tells a message that comes again from another one
 */
@SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
public record SignedDesired(Desired desired, byte[] attachment, Set<KeyId> signers, Digest digest) {

  public SignedDesired {
    signers = Set.copyOf(signers);
  }

  /**
   * Signs a message.
   *
   * @param desired what is wanted
   * @param attachment binary form of the policy if it is inline, else empty
   * @param keys who signs
   * @return the bytes to publish
   * @throws IllegalArgumentException if the attachment is not what the message says
   */
  public static byte[] seal(Desired desired, byte[] attachment, List<SigningKey> keys) {
    try {
      checkAttachment(desired, attachment);
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    byte[] payload = DesiredCodec.encode(desired);
    return new Envelope(
            Desired.PAYLOAD_TYPE,
            payload,
            attachment,
            keys.stream().map(key -> key.signatureOf(Desired.PAYLOAD_TYPE, payload)).toList())
        .encode();
  }

  /**
   * Opens a message: nothing in it is believed before its signature is verified.
   *
   * @param message the bytes as they arrived
   * @param limit most bytes accepted
   * @param trusted whose signatures are believed
   * @throws RefusedException with the first thing that is wrong
   */
  public static SignedDesired open(byte[] message, int limit, TrustedKeys trusted)
      throws RefusedException {
    Envelope envelope = Envelope.decode(message, limit);
    if (!envelope.payloadType().equals(Desired.PAYLOAD_TYPE)) {
      throw new RefusedException(
          RejectionCode.UNSUPPORTED, "payload type '" + envelope.payloadType() + "' is not known");
    }
    Set<KeyId> signers = trusted.verify(envelope);
    Desired desired = DesiredCodec.decode(envelope.payload());
    checkAttachment(desired, envelope.attachment());
    return new SignedDesired(desired, envelope.attachment(), signers, Digest.of(message));
  }

  private static void checkAttachment(Desired desired, byte[] attachment) throws RefusedException {
    boolean inline = desired.policy().isPresent() && desired.policy().get().inline();
    if (!inline && attachment.length > 0) {
      throw new RefusedException(
          RejectionCode.MALFORMED, "message has an attachment that it does not name");
    }
    if (inline
        && (attachment.length != desired.policy().get().size()
            || !Digest.of(attachment).equals(desired.policy().get().content()))) {
      throw new RefusedException(
          RejectionCode.POLICY_DIGEST_MISMATCH,
          "the attached policy is not the one that the message names");
    }
  }
}
