package io.requant.fleet.controller.internal.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.PushOptions;
import io.requant.api.fleet.RolloutPlan;
import io.requant.api.fleet.RolloutPlan.OnFailure;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.GoldenGate;
import io.requant.api.pipeline.MemoryGate;
import io.requant.api.pipeline.ShadowGates;
import io.requant.model.network.Digest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Options and plans as JSON, as the store and the REST interface have them: durations in seconds or
 * milliseconds as the name says, times in ISO 8601. Fields that are left out have their defaults.
 */
public final class OptionsJson {

  private static final PushOptions DEFAULTS =
      PushOptions.with(new ShadowGates(32, 0.9, Duration.ofSeconds(1), Duration.ofSeconds(30)));

  private OptionsJson() {}

  /** Writes options. */
  public static void write(ObjectNode json, PushOptions options) {
    json.put("frames", options.gates().frames())
        .put("agreement", options.gates().minAgreement())
        .put("p99Micros", options.gates().maxP99().toNanos() / 1000)
        .put("shadowTimeoutMs", options.gates().timeout().toMillis())
        .put("validSec", options.validity().toSeconds())
        .put("jitterSec", options.jitter().toSeconds())
        .put("soakSec", options.soak().toSeconds())
        .put("adapt", options.adapt().toString());
    options.requires().ifPresent(filter -> json.put("requires", filter));
    if (!options.urls().isEmpty()) {
      ArrayNode urls = json.putArray("urls");
      options.urls().forEach(url -> urls.add(url.toString()));
    }
    MemoryGate memory = options.gates().memory();
    if (memory.limitsEngines()) {
      json.put("maxEngineBytes", memory.engineBytes());
    }
    if (memory.limitsProcess()) {
      json.put("maxProcessBytes", memory.processBytes());
    }
    options
        .gates()
        .golden()
        .ifPresent(
            golden ->
                json.put("goldenImages", golden.images().hex()).put("golden", golden.minRight()));
  }

  /**
   * Reads options.
   *
   * @throws IllegalArgumentException if a value is of another type or out of range
   */
  public static PushOptions options(JsonNode json) {
    ShadowGates gates = DEFAULTS.gates();
    return new PushOptions(
        new ShadowGates(
            (int) whole(json, "frames", gates.frames(), Integer.MAX_VALUE),
            number(json, "agreement", gates.minAgreement()),
            Duration.ofNanos(
                1000 * whole(json, "p99Micros", gates.maxP99().toNanos() / 1000, 600_000_000)),
            Duration.ofMillis(whole(json, "shadowTimeoutMs", gates.timeout().toMillis(), 600_000)),
            new MemoryGate(
                whole(json, "maxEngineBytes", Long.MAX_VALUE, Long.MAX_VALUE),
                whole(json, "maxProcessBytes", Long.MAX_VALUE, Long.MAX_VALUE)),
            golden(json)),
        seconds(json, "validSec", DEFAULTS.validity()),
        seconds(json, "jitterSec", DEFAULTS.jitter()),
        seconds(json, "soakSec", DEFAULTS.soak()),
        text(json, "requires"),
        text(json, "adapt").map(AdaptationBounds::parse).orElse(AdaptationBounds.EXACT),
        urls(json, "urls"));
  }

  /**
   * Reads addresses of a policy; none if they are left out.
   *
   * @throws IllegalArgumentException if they are no list of addresses
   */
  public static List<URI> urls(JsonNode json, String name) {
    JsonNode array = json.path(name);
    if (!array.isMissingNode() && !array.isArray()) {
      throw new IllegalArgumentException(name + " is no list of addresses");
    }
    List<URI> urls = new ArrayList<>();
    for (JsonNode value : array) {
      try {
        urls.add(new URI(value.isTextual() ? value.textValue() : ""));
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(name + " has '" + value + "', which is no address", e);
      }
    }
    return urls;
  }

  private static Optional<GoldenGate> golden(JsonNode json) {
    Optional<String> images = text(json, "goldenImages");
    if (images.isEmpty() && json.has("golden")) {
      throw new IllegalArgumentException("golden needs goldenImages, the digest of the images");
    }
    return images.map(hex -> new GoldenGate(new Digest(hex), number(json, "golden", 1)));
  }

  /** Writes a plan. */
  public static void write(ObjectNode json, RolloutPlan plan) {
    ArrayNode waves = json.putArray("waves");
    plan.waves().forEach(waves::add);
    json.put("success", plan.success())
        .put("errors", plan.errors())
        .put("soakSec", plan.soak().toSeconds())
        .put("patienceSec", plan.patience().toSeconds())
        .put("onFailure", plan.onFailure().name());
    ArrayNode approvals = json.putArray("approvals");
    plan.approvals().stream().sorted().forEach(approvals::add);
    plan.notBefore().ifPresent(at -> json.put("notBefore", at.toString()));
    plan.expires().ifPresent(at -> json.put("expires", at.toString()));
  }

  /**
   * Reads a plan; {@code waves} is needed.
   *
   * @throws IllegalArgumentException if a value is of another type or out of range
   */
  public static RolloutPlan plan(JsonNode json) {
    List<Integer> waves = integers(json, "waves");
    RolloutPlan defaults = RolloutPlan.of(waves);
    Set<Integer> approvals = new HashSet<>(integers(json, "approvals"));
    return new RolloutPlan(
        waves,
        number(json, "success", defaults.success()),
        number(json, "errors", defaults.errors()),
        seconds(json, "soakSec", defaults.soak()),
        seconds(json, "patienceSec", defaults.patience()),
        approvals,
        time(json, "notBefore"),
        time(json, "expires"),
        text(json, "onFailure").map(OptionsJson::onFailure).orElse(defaults.onFailure()));
  }

  private static OnFailure onFailure(String text) {
    for (OnFailure each : OnFailure.values()) {
      if (each.name().equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException("onFailure '" + text + "'; ROLLBACK or PAUSE is possible");
  }

  private static List<Integer> integers(JsonNode json, String name) {
    List<Integer> values = new ArrayList<>();
    JsonNode array = json.path(name);
    if (!array.isMissingNode() && !array.isArray()) {
      throw new IllegalArgumentException(name + " is no list of numbers");
    }
    for (JsonNode value : array) {
      if (!value.isInt()) {
        throw new IllegalArgumentException(name + " has '" + value + "', which is no whole number");
      }
      values.add(value.intValue());
    }
    return values;
  }

  private static Duration seconds(JsonNode json, String name, Duration standard) {
    return Duration.ofSeconds(whole(json, name, standard.toSeconds(), 400L * 86_400));
  }

  private static long whole(JsonNode json, String name, long standard, long most) {
    JsonNode value = json.path(name);
    if (value.isMissingNode()) {
      return standard;
    }
    if (!value.canConvertToExactIntegral() || value.longValue() < 0 || value.longValue() > most) {
      throw new IllegalArgumentException(
          name + " '" + value + "' is no whole number from 0 to " + most);
    }
    return value.longValue();
  }

  private static double number(JsonNode json, String name, double standard) {
    JsonNode value = json.path(name);
    if (!value.isMissingNode() && !value.isNumber()) {
      throw new IllegalArgumentException(name + " '" + value + "' is no number");
    }
    return value.isMissingNode() ? standard : value.doubleValue();
  }

  private static Optional<String> text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isMissingNode() && !value.isTextual()) {
      throw new IllegalArgumentException(name + " '" + value + "' is no text");
    }
    return value.isMissingNode() ? Optional.empty() : Optional.of(value.textValue());
  }

  private static Optional<Instant> time(JsonNode json, String name) {
    try {
      return text(json, name).map(Instant::parse);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          name + ": " + e.getMessage() + "; give a time such as 2026-03-01T02:00:00Z", e);
    }
  }
}
