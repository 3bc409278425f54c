package io.requant.fleet.protocol;

import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import java.net.URI;
import java.util.List;

/**
 * Names a policy by digest, and says how to come by it.
 *
 * @param name name of the policy
 * @param network digest of the network that it is for
 * @param digest identity of the policy
 * @param content SHA-256 of its binary form as delivered
 * @param size bytes of that form
 * @param inline whether that form is the attachment of the envelope
 * @param urls https addresses of that form; empty if it is inline, or every gateway has the policy
 */
public record PolicyReference(
    String name,
    Digest network,
    Digest digest,
    Digest content,
    int size,
    boolean inline,
    List<URI> urls) {

  /** Most addresses. */
  public static final int MAX_URLS = 4;

  /** Longest address, in characters. */
  public static final int MAX_URL = 512;

  /** Largest binary form, in bytes. */
  public static final int MAX_SIZE = 8 << 20;

  public PolicyReference {
    urls = List.copyOf(urls);
    if (name.isEmpty() || name.length() > Policy.MAX_NAME) {
      throw new IllegalArgumentException("policy name '" + name + "'");
    }
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException("policy of " + size + " bytes; 1.." + MAX_SIZE);
    }
    if (urls.size() > MAX_URLS || (inline && !urls.isEmpty())) {
      throw new IllegalArgumentException(
          "policy '" + name + "': at most 4 addresses, and none where it is inline");
    }
    for (URI url : urls) {
      if (!"https".equals(url.getScheme()) || url.toString().length() > MAX_URL) {
        throw new IllegalArgumentException("address " + url + " is not https, or too long");
      }
    }
  }

  /** A policy in its binary form, in the message itself. */
  public static PolicyReference inline(Policy policy, byte[] encoded) {
    return new PolicyReference(
        policy.name(),
        policy.network(),
        policy.digest(),
        Digest.of(encoded),
        encoded.length,
        true,
        List.of());
  }

  /** A policy in its binary form, to be fetched. */
  public static PolicyReference at(List<URI> urls, Policy policy, byte[] encoded) {
    return new PolicyReference(
        policy.name(),
        policy.network(),
        policy.digest(),
        Digest.of(encoded),
        encoded.length,
        false,
        urls);
  }
}
