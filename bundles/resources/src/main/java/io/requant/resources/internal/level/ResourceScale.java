package io.requant.resources.internal.level;

import io.requant.api.resource.Power;
import io.requant.api.resource.Resource;
import io.requant.api.resource.ResourceReading;
import java.util.EnumMap;
import java.util.Map;

/**
 * Brings readings of different kinds to one scale: 1 is all that inference may want, 0 is nothing.
 *
 * @param enoughMemoryBytes memory that is rich for inference whatever the machine's size; above 0
 * @param warmCelsius temperature up to which nothing is lacking
 * @param hotCelsius temperature at which the processor slows down; above {@code warmCelsius}
 */
public record ResourceScale(long enoughMemoryBytes, double warmCelsius, double hotCelsius) {

  /** What the configuration says unless it is changed; a Raspberry Pi slows down at 85 °C. */
  public static final ResourceScale DEFAULT = new ResourceScale(256_000_000, 70, 85);

  public ResourceScale {
    if (enoughMemoryBytes <= 0) {
      throw new IllegalArgumentException(
          "enough memory " + enoughMemoryBytes + " bytes: must be above 0");
    }
    if (!(hotCelsius > warmCelsius)) {
      throw new IllegalArgumentException(
          "hot at %s and warm at %s degrees: hot must be above warm"
              .formatted(hotCelsius, warmCelsius));
    }
  }

  /** What is left of each resource that the reading speaks of, 0..1. */
  public Map<Resource, Double> shares(ResourceReading reading) {
    Map<Resource, Double> shares = new EnumMap<>(Resource.class);
    reading.cpu().ifPresent(cpu -> shares.put(Resource.CPU, cpu.share()));
    reading
        .memory()
        .ifPresent(
            memory -> {
              // A machine with less than enough is rich when all of it is left.
              long enough = Math.min(enoughMemoryBytes, memory.totalBytes());
              shares.put(Resource.MEMORY, unit((double) memory.leftBytes() / enough));
            });
    reading
        .temperatureCelsius()
        .ifPresent(
            celsius ->
                shares.put(
                    Resource.TEMPERATURE,
                    unit((hotCelsius - celsius) / (hotCelsius - warmCelsius))));
    reading
        .power()
        .filter(Power::discharging)
        .ifPresent(power -> shares.put(Resource.POWER, power.charge()));
    return shares;
  }

  private static double unit(double value) {
    return Math.min(1, Math.max(0, value));
  }
}
