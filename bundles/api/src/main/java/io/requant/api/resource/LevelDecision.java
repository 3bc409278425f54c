package io.requant.api.resource;

import java.time.Instant;
import java.util.Optional;

/**
 * The level that holds now, and why.
 *
 * @param level the level
 * @param binding the resource of which least is left; empty before the first reading, or if the
 *     device says nothing
 * @param share what is left of it, smoothed, 0..1; 1 if there is none
 * @param sentence why, for people: the resource, how much is left, and what the level waits for
 * @param since when the level began
 */
public record LevelDecision(
    ResourceLevel level, Optional<Resource> binding, double share, String sentence, Instant since) {

  public LevelDecision {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share left " + share + ": 0..1 is possible");
    }
  }
}
