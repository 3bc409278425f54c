package io.requant.api.method;

/**
 * One part of a compression run.
 *
 * @param name a few words, e.g. "any-precision training"
 * @param purpose one sentence for people
 * @param steps parts of it that progress is reported in, e.g. epochs; at least 1
 */
public record CompressionStage(String name, String purpose, int steps) {

  /** Checks the number of steps. */
  public CompressionStage {
    if (steps < 1) {
      throw new IllegalArgumentException("stage '" + name + "' of " + steps + " steps; at least 1");
    }
  }
}
