package io.requant.fleet.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** JSON within limits: small documents, shallow, short strings and numbers, no name twice. */
final class Json {

  static final int MAX_DEPTH = 8;
  static final int MAX_STRING = 4096;
  static final int MAX_NUMBER = 32;
  static final int MAX_NAME = 64;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING)
                          .maxNumberLength(MAX_NUMBER)
                          .maxNameLength(MAX_NAME)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  // Interned names of hostile messages would stay for ever.
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] write(ObjectNode object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree in memory cannot be written", e);
    }
  }

  /** Reads one object, of at most {@code limit} bytes. */
  static Fields read(String what, byte[] json, int limit) throws RefusedException {
    if (json.length > limit) {
      throw new RefusedException(
          RejectionCode.OVERSIZED,
          what + " of " + json.length + " bytes; at most " + limit + " are accepted");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          RejectionCode.MALFORMED, what + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new RefusedException(RejectionCode.MALFORMED, what + ": " + e.getMessage(), e);
    }
    if (!(node instanceof ObjectNode object)) {
      throw new RefusedException(RejectionCode.MALFORMED, what + " is no JSON object");
    }
    return new Fields(what, object);
  }
}
