package io.requant.fleet.protocol;

import io.requant.model.network.Digest;
import java.security.PublicKey;
import java.util.HexFormat;

/**
 * Names a key: the first 8 bytes of the SHA-256 of its SubjectPublicKeyInfo (RFC 8410).
 *
 * @param hex 16 lower-case hexadecimal digits
 */
public record KeyId(String hex) {

  /** Bytes of a key id. */
  public static final int BYTES = 8;

  public KeyId {
    if (!hex.matches("[0-9a-f]{16}")) {
      throw new IllegalArgumentException(
          "'" + hex + "' is no key id: 16 lower-case hexadecimal digits are needed");
    }
  }

  /** The id of a key. */
  public static KeyId of(PublicKey key) {
    return new KeyId(Digest.of(key.getEncoded()).hex().substring(0, 2 * BYTES));
  }

  static KeyId ofRaw(byte[] raw) {
    return new KeyId(HexFormat.of().formatHex(raw));
  }

  byte[] raw() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
