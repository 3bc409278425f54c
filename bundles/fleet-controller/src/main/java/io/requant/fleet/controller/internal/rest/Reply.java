package io.requant.fleet.controller.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * An answer in JSON.
 *
 * @param status HTTP status
 * @param type content type
 * @param json content
 */
public record Reply(int status, String type, JsonNode json) {

  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Map<Integer, String> TITLES =
      Map.of(
          400, "Invalid request",
          401, "Not authenticated",
          403, "Not allowed",
          404, "Not found",
          405, "Method not allowed",
          409, "Conflict",
          413, "Too large",
          415, "Unsupported media type",
          503, "Not available");

  /** An object to fill. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A good answer. */
  static Reply ok(JsonNode json) {
    return new Reply(200, JSON, json);
  }

  /** A problem (RFC 9457); {@code detail} names input, reason and way out. */
  public static Reply problem(int status, String detail) {
    return new Reply(
        status,
        PROBLEM,
        object()
            .put("type", "about:blank")
            .put("title", TITLES.getOrDefault(status, "Error"))
            .put("status", status)
            .put("detail", detail));
  }

  /** Whether it is a good answer. */
  public boolean good() {
    return status < 300;
  }
}
