package io.requant.pipeline.internal.store;

import io.requant.model.network.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A note that a policy is being activated: it stays behind when the gateway dies meanwhile.
 *
 * @param policy digest of the policy
 * @param attempts how often in a row, this time included
 */
record AttemptMarker(Digest policy, int attempts) {

  /** Longest encoded form, in bytes. */
  static final int BYTES = 128;

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{64}) ([1-9][0-9]{0,5})\n");

  byte[] encoded() {
    return (policy.hex() + " " + attempts + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  static Optional<AttemptMarker> decode(byte[] content) {
    Matcher matcher = FORM.matcher(new String(content, StandardCharsets.US_ASCII));
    return matcher.matches()
        ? Optional.of(
            new AttemptMarker(new Digest(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }
}
