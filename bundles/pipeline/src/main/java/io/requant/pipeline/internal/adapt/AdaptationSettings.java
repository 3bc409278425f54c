package io.requant.pipeline.internal.adapt;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.ShadowGates;
import io.requant.api.resource.ResourceLevel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How to adapt.
 *
 * @param enabled whether at all
 * @param levels name of the policy of each level; empty to ask the gate
 * @param policies names of the policies to choose from; empty for the level policies
 * @param gates what the new engine must show beside the old one
 */
record AdaptationSettings(
    boolean enabled, Map<ResourceLevel, String> levels, List<String> policies, ShadowGates gates) {

  /** Copies. */
  AdaptationSettings {
    EnumMap<ResourceLevel, String> copy = new EnumMap<>(ResourceLevel.class);
    copy.putAll(levels);
    levels = Collections.unmodifiableMap(copy);
    policies = List.copyOf(policies);
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException with the value and what is possible
   */
  static AdaptationSettings of(AdaptationConfig config) {
    String policies = config.policies().strip();
    return new AdaptationSettings(
        config.enabled(),
        levels(config.levels().strip()),
        policies.isEmpty() ? List.of() : AdaptationBounds.parse(policies).policies(),
        new ShadowGates(
            config.shadowFrames(),
            config.minAgreement(),
            Duration.ofMillis(config.maxP99Millis()),
            Duration.ofMillis(config.shadowTimeoutMillis())));
  }

  private static Map<ResourceLevel, String> levels(String text) {
    Map<ResourceLevel, String> levels = new EnumMap<>(ResourceLevel.class);
    if (text.isEmpty()) {
      return levels;
    }
    for (String pair : text.split(",", -1)) {
      String[] parts = pair.strip().split(":", -1);
      if (parts.length != 2 || parts[1].isBlank()) {
        throw new IllegalArgumentException(
            "levels: '" + pair + "' is no LEVEL:POLICY, such as 50:w4a4");
      }
      ResourceLevel level =
          Arrays.stream(ResourceLevel.values())
              .filter(known -> String.valueOf(known.percent()).equals(parts[0].strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "levels: '" + parts[0] + "' is no level; 100, 75, 50 and 25 are"));
      if (levels.put(level, parts[1].strip()) != null) {
        throw new IllegalArgumentException("levels: " + level.percent() + " is there twice");
      }
    }
    return levels;
  }
}
