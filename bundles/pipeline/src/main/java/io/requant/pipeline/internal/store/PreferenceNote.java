package io.requant.pipeline.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which backend somebody preferred while the pipeline ran. It holds as long as the configuration
 * says what it said then: a changed configuration is newer.
 *
 * @param configured what the configuration preferred then; empty for none
 * @param chosen id that was chosen; empty for none
 */
record PreferenceNote(String configured, String chosen) {

  /** Longest id that is stored, in characters. */
  static final int MAX_ID = 200;

  /** Longest encoded form, in bytes. */
  static final int BYTES = 2 * (4 * MAX_ID + 1);

  /** Whether an id can be stored: one line, not too long. */
  static boolean storable(String id) {
    return id.length() <= MAX_ID && id.chars().noneMatch(Character::isISOControl);
  }

  byte[] encoded() {
    return (configured + "\n" + chosen + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static Optional<PreferenceNote> decode(byte[] content) {
    String[] lines = new String(content, StandardCharsets.UTF_8).split("\n", -1);
    return lines.length == 3 && lines[2].isEmpty() && storable(lines[0]) && storable(lines[1])
        ? Optional.of(new PreferenceNote(lines[0], lines[1]))
        : Optional.empty();
  }
}
