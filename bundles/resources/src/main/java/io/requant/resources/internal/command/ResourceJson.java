package io.requant.resources.internal.command;

import io.requant.api.resource.CpuLeft;
import io.requant.api.resource.LevelDecision;
import io.requant.api.resource.MemoryLeft;
import io.requant.api.resource.Power;
import io.requant.api.resource.ResourceReading;
import io.requant.api.resource.Roofline;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Readings and decisions as JSON values: every key is always there, what is unknown is null. */
final class ResourceJson {

  private ResourceJson() {}

  static Map<String, Object> reading(ResourceReading reading) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("taken", reading.taken().toString());
    json.put("source", reading.source());
    json.put("cpu", reading.cpu().map(ResourceJson::cpu).orElse(null));
    json.put("memory", reading.memory().map(ResourceJson::memory).orElse(null));
    json.put("frequencyHertz", value(reading.frequencyHertz()));
    json.put("maxFrequencyHertz", value(reading.maxFrequencyHertz()));
    json.put("temperatureCelsius", value(reading.temperatureCelsius()));
    json.put("power", reading.power().map(ResourceJson::power).orElse(null));
    json.put(
        "caches",
        reading.caches().stream()
            .map(
                cache ->
                    Map.of("level", cache.level(), "type", cache.type(), "bytes", cache.bytes()))
            .toList());
    return json;
  }

  static Map<String, Object> decision(LevelDecision decision) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("level", decision.level().percent());
    json.put(
        "binding", decision.binding().map(b -> b.name().toLowerCase(Locale.ROOT)).orElse(null));
    json.put("share", decision.share());
    json.put("reason", decision.sentence());
    json.put("since", decision.since().toString());
    return json;
  }

  static Map<String, Object> roofline(Roofline roofline) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("macsPerSecond", roofline.macsPerSecond());
    json.put("bytesPerSecond", roofline.bytesPerSecond());
    json.put("ridgeMacsPerByte", roofline.ridge());
    json.put("kernel", roofline.kernel());
    json.put("sweepBytes", roofline.sweepBytes());
    json.put("threads", 1);
    json.put("measured", roofline.measured().toString());
    return json;
  }

  static Map<String, Object> verdict(Roofline roofline, String policy, InferenceTraffic traffic) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("policy", policy);
    json.put("macs", traffic.macs());
    json.put("weightBytes", traffic.weightBytes());
    json.put("activationBytes", traffic.activationBytes());
    json.put(
        "binds", roofline.bound(traffic.macs(), traffic.bytes()).name().toLowerCase(Locale.ROOT));
    json.put("leastSeconds", roofline.leastSeconds(traffic.macs(), traffic.bytes()));
    return json;
  }

  private static Map<String, Object> cpu(CpuLeft cpu) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("share", cpu.share());
    json.put("leftCores", cpu.leftCores());
    json.put("capacityCores", cpu.capacityCores());
    json.put("ownCores", cpu.ownCores());
    json.put("limit", cpu.limit());
    return json;
  }

  private static Map<String, Object> memory(MemoryLeft memory) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("share", memory.share());
    json.put("leftBytes", memory.leftBytes());
    json.put("totalBytes", memory.totalBytes());
    json.put("ownBytes", memory.ownBytes());
    json.put("limit", memory.limit());
    return json;
  }

  private static Map<String, Object> power(Power power) {
    return Map.of("charge", power.charge(), "discharging", power.discharging());
  }

  private static Long value(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static Double value(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
