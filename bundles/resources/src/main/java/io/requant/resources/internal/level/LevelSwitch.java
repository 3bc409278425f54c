package io.requant.resources.internal.level;

import io.requant.api.resource.ResourceLevel;

/**
 * The level of a share that changes over time: a Schmitt trigger at every border, and a least time
 * between two changes. Not for several threads.
 */
final class LevelSwitch {

  private final double band;
  private final long dwellNanos;
  private ResourceLevel level;
  private ResourceLevel wanted;
  private long sinceNanos;
  private long nowNanos;

  LevelSwitch(LevelSettings settings) {
    this.band = settings.band();
    this.dwellNanos = settings.dwell().toNanos();
  }

  /**
   * Takes the newest share. The first one sets the level at once.
   *
   * @param nanos time of a monotonic clock
   * @param share what is left, 0..1
   * @return whether the level has changed
   */
  boolean update(long nanos, double share) {
    nowNanos = nanos;
    if (level == null) {
      level = ResourceLevel.ofShare(share);
      wanted = level;
      sinceNanos = nanos;
      return true;
    }
    wanted = next(share);
    if (wanted == level || nanos - sinceNanos < dwellNanos) {
      return false;
    }
    level = wanted;
    sinceNanos = nanos;
    return true;
  }

  private ResourceLevel next(double share) {
    ResourceLevel[] levels = ResourceLevel.values();
    int index = level.ordinal();
    while (index < levels.length - 1 && share >= border(index + 1) + band) {
      index++;
    }
    while (index > 0 && share < border(index) - band) {
      index--;
    }
    return levels[index];
  }

  /** The share at which the level of an index begins. */
  private static double border(int index) {
    return index / 4.0;
  }

  /** The level that holds. */
  ResourceLevel level() {
    return level;
  }

  /** The level that would hold if it had not to wait. */
  ResourceLevel wanted() {
    return wanted;
  }

  /** Time until the wanted level may come, in nanoseconds; 0 if nothing waits. */
  long waitNanos() {
    return wanted == level ? 0 : Math.max(0, dwellNanos - (nowNanos - sinceNanos));
  }
}
