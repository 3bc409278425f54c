package io.requant.resources.internal.level;

import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.Resource;
import io.requant.api.resource.ResourceLevel;
import io.requant.api.resource.ResourceReading;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Turns readings into a level: every resource is smoothed by itself, the one of which least is left
 * binds, and its share moves the level with hysteresis and a least time. Not for several threads.
 */
public final class LevelKeeper {

  private final ResourceScale scale;
  private final LevelSettings settings;
  private final LevelSwitch levels;
  private final Map<Resource, ExponentialMean> means = new EnumMap<>(Resource.class);
  private Instant since = Instant.EPOCH;

  /** Starts with no level. */
  public LevelKeeper(ResourceScale scale, LevelSettings settings) {
    this.scale = scale;
    this.settings = settings;
    this.levels = new LevelSwitch(settings);
  }

  /** The decision before the first reading. */
  public static LevelDecision unmeasured(Instant now) {
    return new LevelDecision(
        ResourceLevel.RICH_100, Optional.empty(), 1, "nothing is measured yet", now);
  }

  /**
   * Takes the newest reading.
   *
   * @param nanos time of a monotonic clock, not before that of the last call
   */
  public LevelDecision update(long nanos, ResourceReading reading) {
    Optional<Resource> binding = Optional.empty();
    double least = 1;
    Map<Resource, Double> shares = scale.shares(reading);
    // What a device stops to speak of is forgotten: an old mean would bind for ever.
    means.keySet().retainAll(shares.keySet());
    for (Map.Entry<Resource, Double> share : shares.entrySet()) {
      double mean =
          means
              .computeIfAbsent(
                  share.getKey(), r -> new ExponentialMean(settings.smoothing().toNanos()))
              .update(nanos, share.getValue());
      if (binding.isEmpty() || mean < least) {
        binding = Optional.of(share.getKey());
        least = mean;
      }
    }
    if (levels.update(nanos, least)) {
      since = reading.taken();
    }
    String sentence =
        Explanation.of(reading, scale, binding, least)
            + Explanation.ofLevel(levels, settings.dwell());
    return new LevelDecision(levels.level(), binding, least, sentence, since);
  }
}
