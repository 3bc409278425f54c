package io.requant.fleet.controller.internal.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.fleet.controller.internal.rollout.OptionsJson;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The content of a request, within limits. */
final class Body {

  /** Largest policy in its binary form, in bytes. */
  static final int MAX_POLICY = 1 << 20;

  private static final int MAX_BASE64 = 4 * ((MAX_POLICY + 2) / 3);

  /** Most bytes: two policies in base64 and some options. */
  static final int MAX_BYTES = 2 * MAX_BASE64 + (16 << 10);

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength(MAX_BASE64)
                          .maxNumberLength(32)
                          .maxNameLength(64)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode json;

  private Body(JsonNode json) {
    this.json = json;
  }

  /**
   * Reads an object.
   *
   * @param known names that it may have; another one is a mistake that must not pass in silence
   * @throws IllegalArgumentException if it is none, or has another name
   */
  static Body read(byte[] bytes, Set<String> known) {
    try {
      JsonNode json = MAPPER.readTree(bytes);
      if (json == null || !json.isObject()) {
        throw new IllegalArgumentException("the request has no JSON object");
      }
      Set<String> unknown = new TreeSet<>();
      json.fieldNames().forEachRemaining(unknown::add);
      unknown.removeAll(known);
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "the request has " + unknown + "; known are " + new TreeSet<>(known));
      }
      return new Body(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the request is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the request cannot be read: " + e.getMessage(), e);
    }
  }

  /** An id that must be there. */
  String text(String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("'" + name + "' is missing, or no text");
    }
    return value.textValue();
  }

  /** One of some names that must be there. */
  <E extends Enum<E>> E constant(Class<E> type, String name) {
    String value = text(name);
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.name().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is '%s'; %s is possible"
                        .formatted(name, value, Arrays.toString(type.getEnumConstants()))));
  }

  /** A whole number that may be left out. */
  int whole(String name, int standard) {
    JsonNode value = json.path(name);
    if (!value.isMissingNode() && !value.isInt()) {
      throw new IllegalArgumentException("'" + name + "' is '" + value + "', no whole number");
    }
    return value.asInt(standard);
  }

  /** An object that may be left out; it is empty then. */
  JsonNode object(String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode()) {
      return Reply.object();
    }
    if (!value.isObject()) {
      throw new IllegalArgumentException("'" + name + "' is no object");
    }
    return value;
  }

  /** A policy in its binary form, in base64. */
  Policy policy(String name) {
    try {
      return PolicyCodec.decode(Base64.getDecoder().decode(text(name)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + name + "' is no policy in base64: " + e.getMessage(), e);
    }
  }

  /** A policy that may be left out. */
  Optional<Policy> optionalPolicy(String name) {
    return json.has(name) ? Optional.of(policy(name)) : Optional.empty();
  }

  /** Addresses that may be left out. */
  List<URI> urls(String name) {
    return OptionsJson.urls(json, name);
  }
}
