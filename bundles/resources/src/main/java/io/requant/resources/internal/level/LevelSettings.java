package io.requant.resources.internal.level;

import java.time.Duration;

/**
 * How calmly levels follow what is left.
 *
 * @param band distance from a border between levels that must be passed before the level changes,
 *     0..0.12; noise within it never changes a level
 * @param dwell least time that a level lasts
 * @param smoothing time constant of the exponential mean over readings; zero for none
 */
public record LevelSettings(double band, Duration dwell, Duration smoothing) {

  private static final Duration LONGEST = Duration.ofHours(1);

  /** What the configuration says unless it is changed. */
  public static final LevelSettings DEFAULT =
      new LevelSettings(0.04, Duration.ofSeconds(5), Duration.ofSeconds(2));

  /** Above this the bands of neighbouring borders would meet. */
  static final double MAX_BAND = 0.12;

  public LevelSettings {
    if (!(band >= 0 && band <= MAX_BAND)) {
      throw new IllegalArgumentException(
          "hysteresis band %s: 0..%s is possible".formatted(band, MAX_BAND));
    }
    check("dwell", dwell);
    check("smoothing", smoothing);
  }

  private static void check(String what, Duration time) {
    if (time.isNegative() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s of %d ms: 0..%d is possible".formatted(what, time.toMillis(), LONGEST.toMillis()));
    }
  }
}
