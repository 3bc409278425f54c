package io.requant.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;

/** Statuses as a gateway prints them. */
final class Statuses {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Statuses() {}

  static JsonNode status(int level, String policy, int changes, String outcome) {
    return json(
        """
        {"engine": {"policy": "%s"},
         "ledger": {"in": 9, "lost": 0, "shed": 0},
         "adaptation": {"level": %d, "binding": "CPU", "share": %s, "reason": "because",
           "since": "2026-01-01T00:00:%02dZ", "adapted": true, "sentence": "by the table",
           "changes": %d,
           "last": {"outcome": "%s", "message": "m", "prepareMillis": 4.0, "shadowMillis": 250.0,
                    "totalMillis": 261.5}}}
        """
            .formatted(policy, level, level / 100.0, changes, changes, outcome));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
