package io.requant.api.pipeline;

import java.util.Optional;

/**
 * What the gates measured of a new engine, whether it passed or not.
 *
 * @param engineBytes bytes that the old and the new engine held together by their own account;
 *     empty if no new engine was made
 * @param processBytes most bytes of the process that were resident while both were there; empty if
 *     that cannot be read on this system
 * @param golden golden images that were shown to it, and for how many it named their class; empty
 *     if none were
 */
public record GateFigures(
    Optional<Long> engineBytes, Optional<Long> processBytes, Optional<Golden> golden) {

  /** Nothing was measured. */
  public static final GateFigures NONE =
      new GateFigures(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Golden images.
   *
   * @param images how many were shown
   * @param right how many were given their class
   */
  public record Golden(int images, int right) {}
}
