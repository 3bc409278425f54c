package io.requant.fleet.protocol;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;

/** An Ed25519 key pair (RFC 8032) that signs envelopes. */
public final class SigningKey {

  static final String ALGORITHM = "Ed25519";

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final KeyId id;

  /**
   * Joins the halves of a pair.
   *
   * @throws IllegalArgumentException if they do not belong together
   */
  public SigningKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.id = KeyId.of(publicKey);
    byte[] probe = {1};
    if (!verifies(publicKey, probe, signature(probe))) {
      throw new IllegalArgumentException("private key does not belong to public key " + id);
    }
  }

  /** A new pair. */
  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new SigningKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 15 and later have Ed25519", e);
    }
  }

  /** Names the key. */
  public KeyId id() {
    return id;
  }

  /** The half that gateways have. */
  public PublicKey publicKey() {
    return publicKey;
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /** An envelope around a payload, signed by this key alone. */
  public Envelope sign(String payloadType, byte[] payload, byte[] attachment) {
    return new Envelope(
        payloadType, payload, attachment, List.of(signatureOf(payloadType, payload)));
  }

  /** This key's signature of a payload. */
  public Envelope.Signature signatureOf(String payloadType, byte[] payload) {
    return new Envelope.Signature(
        id, signature(Envelope.preAuthenticationEncoding(payloadType, payload)));
  }

  private byte[] signature(byte[] content) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("key " + id + " cannot sign", e);
    }
  }

  static boolean verifies(PublicKey key, byte[] content, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(content);
      return signature.verify(bytes);
    } catch (GeneralSecurityException e) {
      // A signature that is not even well-formed is a wrong one.
      return false;
    }
  }
}
