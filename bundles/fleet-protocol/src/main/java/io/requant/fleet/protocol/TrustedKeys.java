package io.requant.fleet.protocol;

import java.security.PublicKey;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The keys whose signatures a gateway believes. Immutable. */
public final class TrustedKeys {

  private final SortedMap<String, PublicKey> keys = new TreeMap<>();

  /** Trusts some Ed25519 keys. */
  public TrustedKeys(Collection<PublicKey> trusted) {
    trusted.forEach(key -> keys.put(KeyId.of(key).hex(), key));
  }

  /** Ids of the keys. */
  public Set<String> ids() {
    return Collections.unmodifiableSet(keys.keySet());
  }

  /**
   * Verifies an envelope: at least one signature must be by a trusted key, and every signature that
   * claims to be by a trusted key must be right. Signatures by other keys do not count.
   *
   * @return ids of the trusted keys that signed
   * @throws RefusedException UNSIGNED, UNKNOWN_KEY or BAD_SIGNATURE
   */
  public Set<KeyId> verify(Envelope envelope) throws RefusedException {
    if (envelope.signatures().isEmpty()) {
      throw new RefusedException(RejectionCode.UNSIGNED, "message has no signature");
    }
    byte[] signed = Envelope.preAuthenticationEncoding(envelope.payloadType(), envelope.payload());
    Set<KeyId> signers = new TreeSet<>(java.util.Comparator.comparing(KeyId::hex));
    for (Envelope.Signature signature : envelope.signatures()) {
      PublicKey key = keys.get(signature.key().hex());
      if (key == null) {
        continue;
      }
      if (!SigningKey.verifies(key, signed, signature.bytes())) {
        throw new RefusedException(
            RejectionCode.BAD_SIGNATURE,
            "message was altered, or was not signed by key " + signature.key());
      }
      signers.add(signature.key());
    }
    if (signers.isEmpty()) {
      throw new RefusedException(
          RejectionCode.UNKNOWN_KEY,
          "message is signed by "
              + envelope.signatures().stream().map(s -> s.key().hex()).toList()
              + "; trusted are "
              + keys.keySet());
    }
    return Collections.unmodifiableSet(signers);
  }
}
