package io.requant.api.backend;

import java.util.List;

/**
 * Whether a backend can run something.
 *
 * @param obstacles one sentence per layer that it cannot run; empty if it can run all
 */
public record Support(List<String> obstacles) {

  /** Everything can run. */
  public static final Support FULL = new Support(List.of());

  public Support {
    obstacles = List.copyOf(obstacles);
  }

  /** Whether everything can run. */
  public boolean supported() {
    return obstacles.isEmpty();
  }
}
