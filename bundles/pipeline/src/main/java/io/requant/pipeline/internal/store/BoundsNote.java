package io.requant.pipeline.internal.store;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bounds of adaptation as they are stored: with the digest of the policy that they were set with,
 * so that they never hold for another one.
 */
record BoundsNote(Digest policy, AdaptationBounds bounds) {

  /** Longest encoded form, in bytes. */
  static final int BYTES =
      2 * Digest.BYTES + 2 + AdaptationBounds.MAX_POLICIES * (Policy.MAX_NAME + 1);

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{64}) ([A-Za-z0-9._,-]+)\n");

  byte[] encoded() {
    return (policy.hex() + " " + bounds + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  static Optional<BoundsNote> decode(byte[] content) {
    Matcher matcher = FORM.matcher(new String(content, StandardCharsets.US_ASCII));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new BoundsNote(new Digest(matcher.group(1)), AdaptationBounds.parse(matcher.group(2))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
