package io.requant.resources.internal;

import io.requant.resources.internal.level.LevelSettings;
import io.requant.resources.internal.level.ResourceScale;
import java.time.Duration;

/**
 * A checked configuration.
 *
 * @param startDelay time before the first reading
 * @param period time between readings
 * @param level how levels follow readings
 * @param scale what counts as plenty
 * @param probeDelay time before the roofline is measured
 * @param probeBytes memory that is swept for it
 */
record ResourceSettings(
    Duration startDelay,
    Duration period,
    LevelSettings level,
    ResourceScale scale,
    Duration probeDelay,
    int probeBytes) {

  private static final long HOUR = 3_600_000;

  /**
   * Checks a configuration.
   *
   * @throws IllegalArgumentException if a value is out of its range; names it
   */
  static ResourceSettings of(ResourceConfig config) {
    return new ResourceSettings(
        millis("startDelayMillis", config.startDelayMillis(), 0, 600_000),
        millis("periodMillis", config.periodMillis(), 100, 60_000),
        new LevelSettings(
            config.hysteresis(),
            millis("dwellMillis", config.dwellMillis(), 0, HOUR),
            millis("smoothingMillis", config.smoothingMillis(), 0, HOUR)),
        new ResourceScale(
            ranged("enoughMemoryMegabytes", config.enoughMemoryMegabytes(), 1, 1 << 20) * 1_000_000,
            config.warmCelsius(),
            config.hotCelsius()),
        millis("probeDelayMillis", config.probeDelayMillis(), 0, HOUR),
        (int) ranged("probeMegabytes", config.probeMegabytes(), 1, 1024) << 20);
  }

  private static Duration millis(String key, long value, long least, long most) {
    return Duration.ofMillis(ranged(key, value, least, most));
  }

  private static long ranged(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s %d: %d..%d is possible".formatted(key, value, least, most));
    }
    return value;
  }
}
