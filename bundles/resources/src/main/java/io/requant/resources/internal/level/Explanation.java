package io.requant.resources.internal.level;

import io.requant.api.resource.CpuLeft;
import io.requant.api.resource.MemoryLeft;
import io.requant.api.resource.Power;
import io.requant.api.resource.Resource;
import io.requant.api.resource.ResourceReading;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Says in words why a level holds. */
final class Explanation {

  private static final double MEGA = 1e6;

  private Explanation() {}

  /** What is left of the resource that binds. */
  static String of(
      ResourceReading reading, ResourceScale scale, Optional<Resource> binding, double share) {
    if (binding.isEmpty()) {
      return "the device does not say what it has left";
    }
    return switch (binding.get()) {
      case CPU -> cpu(reading.cpu().orElseThrow(), share);
      case MEMORY -> memory(reading.memory().orElseThrow(), scale);
      case TEMPERATURE ->
          text(
              "the processor has %.0f °C and is hot at %.0f °C",
              reading.temperatureCelsius().orElseThrow(), scale.hotCelsius());
      case POWER -> power(reading.power().orElseThrow());
    };
  }

  /** What that means for the level. */
  static String ofLevel(LevelSwitch levels, Duration dwell) {
    String level = text(": level %d %%", levels.level().percent());
    if (levels.wanted() == levels.level()) {
      return level;
    }
    return level
        + text(
            "; %d %% comes in %.0f s, because a level lasts at least %.0f s",
            levels.wanted().percent(), Math.ceil(levels.waitNanos() / 1e9), dwell.toMillis() / 1e3);
  }

  private static String cpu(CpuLeft cpu, double share) {
    return text(
        "%.0f %% of the CPU is left for inference (now %.1f of %s processors%s)",
        100 * share, cpu.leftCores(), trimmed(cpu.capacityCores()), limit(cpu.limit()));
  }

  private static String memory(MemoryLeft memory, ResourceScale scale) {
    return text(
        "%.0f MB of memory are left for inference, %.0f MB are plenty%s",
        memory.leftBytes() / MEGA,
        Math.min(scale.enoughMemoryBytes(), memory.totalBytes()) / MEGA,
        limit(memory.limit()));
  }

  private static String power(Power power) {
    return text("the battery has %.0f %% and is not charged", 100 * power.charge());
  }

  private static String limit(String limit) {
    return limit.equals("machine") ? "" : ", limited by control group " + limit;
  }

  private static String trimmed(double value) {
    return value == Math.rint(value) ? text("%.0f", value) : text("%.2f", value);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
