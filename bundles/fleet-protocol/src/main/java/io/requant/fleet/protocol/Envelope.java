package io.requant.fleet.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Signed bytes with their signatures, and an attachment that the signed bytes vouch for.
 *
 * <p>What is signed is DSSE's pre-authentication encoding (secure-systems-lab/dsse, protocol.md);
 * the form around it is binary instead of DSSE's JSON, which would make a message a third longer
 * and leave bytes that nothing checks. Big-endian:
 *
 * <pre>
 * magic "RQEV", version 1 (u8)
 * number of signatures (u8), each: key id (8 bytes), signature (64 bytes)
 * length of the payload type (u8), payload type in ASCII
 * length of the payload (u32), payload
 * length of the attachment (u32), attachment
 * </pre>
 *
 * @param payloadType what the payload is, e.g. {@link Desired#PAYLOAD_TYPE}
 * @param payload the signed bytes
 * @param attachment bytes that the payload names by digest; may be empty
 * @param signatures at most {@value #MAX_SIGNATURES}
 */
@SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
public record Envelope(
    String payloadType, byte[] payload, byte[] attachment, List<Signature> signatures) {

  /** Most signatures: that of a key, and of those that it is being exchanged for. */
  public static final int MAX_SIGNATURES = 4;

  private static final int MAGIC = 0x52514556;
  private static final int VERSION = 1;
  private static final int SIGNATURE_BYTES = 64;
  private static final int MAX_TYPE = 100;

  /**
   * One signature.
   *
   * @param key whose it is
   * @param bytes 64 bytes (RFC 8032)
   */
  @SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
  public record Signature(KeyId key, byte[] bytes) {
    public Signature {
      if (bytes.length != SIGNATURE_BYTES) {
        throw new IllegalArgumentException(
            "signature of " + bytes.length + " bytes; 64 are needed");
      }
    }
  }

  public Envelope {
    signatures = List.copyOf(signatures);
    if (signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException(signatures.size() + " signatures; 4 are possible");
    }
    if (payloadType.isEmpty() || payloadType.length() > MAX_TYPE || !isAscii(payloadType)) {
      throw new IllegalArgumentException("payload type '" + payloadType + "'");
    }
  }

  /** What is signed: DSSE's PAE(type, payload). */
  public static byte[] preAuthenticationEncoding(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + type.length + 32);
    out.writeBytes(ascii("DSSEv1 " + type.length + " "));
    out.writeBytes(type);
    out.writeBytes(ascii(" " + payload.length + " "));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  /** The binary form. */
  public byte[] encode() {
    byte[] type = ascii(payloadType);
    ByteBuffer out =
        ByteBuffer.allocate(
            15
                + signatures.size() * (KeyId.BYTES + SIGNATURE_BYTES)
                + type.length
                + payload.length
                + attachment.length);
    out.putInt(MAGIC).put((byte) VERSION).put((byte) signatures.size());
    for (Signature signature : signatures) {
      out.put(signature.key().raw()).put(signature.bytes());
    }
    out.put((byte) type.length).put(type);
    out.putInt(payload.length).put(payload);
    out.putInt(attachment.length).put(attachment);
    return out.array();
  }

  /**
   * Reads the binary form. Checks no signature.
   *
   * @param message the bytes
   * @param limit most bytes accepted
   * @throws RefusedException OVERSIZED, UNSUPPORTED (version) or MALFORMED
   */
  public static Envelope decode(byte[] message, int limit) throws RefusedException {
    if (message.length > limit) {
      throw new RefusedException(
          RejectionCode.OVERSIZED,
          "message of " + message.length + " bytes; at most " + limit + " are accepted");
    }
    ByteBuffer in = ByteBuffer.wrap(message);
    if (in.remaining() < 6 || in.getInt() != MAGIC) {
      throw malformed("message does not start with RQEV");
    }
    int version = in.get();
    if (version != VERSION) {
      throw new RefusedException(
          RejectionCode.UNSUPPORTED, "envelope of version " + version + "; version 1 is known");
    }
    int count = in.get();
    if (count < 0 || count > MAX_SIGNATURES) {
      throw malformed("envelope says it has " + count + " signatures; at most 4 are possible");
    }
    List<Signature> signatures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      KeyId key = KeyId.ofRaw(take(in, KeyId.BYTES, "key id"));
      signatures.add(new Signature(key, take(in, SIGNATURE_BYTES, "signature")));
    }
    int typeLength = Byte.toUnsignedInt(take(in, 1, "payload type")[0]);
    String type = new String(take(in, typeLength, "payload type"), StandardCharsets.ISO_8859_1);
    byte[] payload = take(in, length(in, "payload"), "payload");
    byte[] attachment = take(in, length(in, "attachment"), "attachment");
    if (in.hasRemaining()) {
      throw malformed("envelope has " + in.remaining() + " bytes too many");
    }
    try {
      return new Envelope(type, payload, attachment, signatures);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(RejectionCode.MALFORMED, e.getMessage(), e);
    }
  }

  private static int length(ByteBuffer in, String what) throws RefusedException {
    return ByteBuffer.wrap(take(in, 4, what)).getInt();
  }

  private static byte[] take(ByteBuffer in, int length, String what) throws RefusedException {
    if (length < 0 || length > in.remaining()) {
      throw malformed("envelope ends within its " + what);
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static RefusedException malformed(String message) {
    return new RefusedException(RejectionCode.MALFORMED, message);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
