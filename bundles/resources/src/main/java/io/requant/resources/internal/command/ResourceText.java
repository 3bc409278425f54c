package io.requant.resources.internal.command;

import io.requant.api.resource.CpuCache;
import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.ResourceReading;
import io.requant.api.resource.Roofline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Readings as lines of text. */
final class ResourceText {

  private static final String SILENT = "the device does not say";

  private ResourceText() {}

  /** Everything, a line each. */
  static List<String> lines(
      ResourceReading reading, LevelDecision decision, Optional<Roofline> roofline) {
    List<String> lines = new ArrayList<>();
    lines.add(text("level        %d %% since %s", decision.level().percent(), decision.since()));
    lines.add(text("reason       %s", decision.sentence()));
    lines.add("cpu          " + cpu(reading));
    lines.add("memory       " + memory(reading));
    lines.add("frequency    " + frequency(reading));
    lines.add(
        "temperature  "
            + (reading.temperatureCelsius().isPresent()
                ? text("%.1f °C", reading.temperatureCelsius().getAsDouble())
                : SILENT));
    lines.add(
        "power        "
            + reading
                .power()
                .map(
                    power ->
                        text(
                            "battery %.0f %%%s",
                            100 * power.charge(), power.discharging() ? ", not charged" : ""))
                .orElse("no battery"));
    lines.add("caches       " + caches(reading.caches()));
    lines.add("roofline     " + roofline.map(ResourceText::roofline).orElse("not measured"));
    return lines;
  }

  /** The changing part, on one line. */
  static String line(ResourceReading reading, LevelDecision decision) {
    return text(
        "cpu %s, memory %s | %s",
        reading.cpu().map(cpu -> text("%.0f %%", 100 * cpu.share())).orElse("?"),
        reading.memory().map(left -> text("%.0f %%", 100 * left.share())).orElse("?"),
        decision.sentence());
  }

  /** What binds an inference. */
  static String verdict(Roofline roofline, String policy, InferenceTraffic traffic) {
    return text(
        "%-12s %s binds: %.2f MMAC, %.0f KB of weights, %.0f KB of activations,"
            + " %.1f MAC/B; at least %.3f ms on one thread",
        policy,
        roofline.bound(traffic.macs(), traffic.bytes()) == Roofline.Bound.COMPUTE
            ? "compute"
            : "memory",
        traffic.macs() / 1e6,
        traffic.weightBytes() / 1e3,
        traffic.activationBytes() / 1e3,
        (double) traffic.macs() / traffic.bytes(),
        1e3 * roofline.leastSeconds(traffic.macs(), traffic.bytes()));
  }

  private static String cpu(ResourceReading reading) {
    return reading
        .cpu()
        .map(
            cpu ->
                text(
                    "%.0f %% left: %.2f of %.2f processors (limit: %s); this process uses %.2f",
                    100 * cpu.share(),
                    cpu.leftCores(),
                    cpu.capacityCores(),
                    cpu.limit(),
                    cpu.ownCores()))
        .orElse(SILENT);
  }

  private static String memory(ResourceReading reading) {
    return reading
        .memory()
        .map(
            memory ->
                text(
                    "%.0f %% left: %.0f of %.0f MB (limit: %s); this process holds %.0f MB",
                    100 * memory.share(),
                    memory.leftBytes() / 1e6,
                    memory.totalBytes() / 1e6,
                    memory.limit(),
                    memory.ownBytes() / 1e6))
        .orElse(SILENT);
  }

  private static String frequency(ResourceReading reading) {
    String now =
        reading.frequencyHertz().isPresent()
            ? text("%.0f MHz", reading.frequencyHertz().getAsLong() / 1e6)
            : SILENT;
    return reading.maxFrequencyHertz().isPresent()
        ? now + text(", at most %.0f MHz", reading.maxFrequencyHertz().getAsLong() / 1e6)
        : now;
  }

  private static String caches(List<CpuCache> caches) {
    return caches.isEmpty()
        ? SILENT
        : caches.stream()
            .map(cache -> text("L%d %s %d KB", cache.level(), cache.type(), cache.bytes() >> 10))
            .collect(Collectors.joining(", "));
  }

  private static String roofline(Roofline roofline) {
    return text(
        "%.1f GMAC/s (%s), %.1f GB/s (over %d MB), one thread: below %.1f MAC/B memory binds",
        roofline.macsPerSecond() / 1e9,
        roofline.kernel(),
        roofline.bytesPerSecond() / 1e9,
        roofline.sweepBytes() >> 20,
        roofline.ridge());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
