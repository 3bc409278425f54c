package io.requant.model.network;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest: the identity of a network, a policy or a file.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) {

  /** Bytes of a digest. */
  public static final int BYTES = 32;

  public Digest {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "'" + hex + "' is no SHA-256 digest: 64 lower-case hexadecimal digits are needed");
    }
  }

  /** The digest of some bytes. */
  public static Digest of(byte[] content) {
    return ofRaw(sha256().digest(content));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A digest from its 32 bytes. */
  public static Digest ofRaw(byte[] raw) {
    return new Digest(HexFormat.of().formatHex(raw));
  }

  /** The 32 bytes. */
  public byte[] raw() {
    return HexFormat.of().parseHex(hex);
  }

  /** The first 12 digits: enough to tell digests apart on a page. */
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return hex;
  }
}
